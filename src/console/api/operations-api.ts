// Generated from openapi/operations-api.yaml: run npm run generate.
/* eslint-disable */

export interface paths {
    "/v1/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A conversation by any of its ids: problems, requests, notifications, KCIs and everything that crossed
         * @description At least one id. Several are alternatives; the tenant narrows what is found, or stands alone.
         */
        get: operations["findConversation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversationId}/bundle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A support bundle of one conversation
         * @description With what the platform's support asks for, ready to be attached to a ticket.
         */
        get: operations["bundleConversation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notifications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One notification, and the problems it may belong to */
        get: operations["readNotification"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/commands/{id}/translation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A platform's request beside what the supplier was sent, with the rule that carried each field */
        get: operations["translationOfCommand"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notifications/{id}/translation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A supplier's notification beside the KCIs it gave, with the rule that carried each field */
        get: operations["translationOfNotification"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the far sides are, what waits for them, and the traffic of the last hour
         * @description States, circuits and traffic are those of the replica that answers; what waits is that of all.
         */
        get: operations["readStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/work": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is not settled, with why and since when
         * @description unknown: it may have arrived at the supplier. undecided: the supplier has not decided. waiting: it is tried again later. parked: a KCI the platform refuses. quarantined: a notification set aside. stalled: longer than its limit; these come as one page, without the other filters.
         */
        get: operations["listWork"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/work/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same by its reasons: what waits for one cause is one entry */
        get: operations["groupWork"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/drift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How suppliers' messages depart from their contracts */
        get: operations["listDrift"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/acts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What operators did here, the newest 200 */
        get: operations["listActs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/commands/{id}/settle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say what the supplier did with a request that is unknown or pending
         * @description Whoever was told "later" is told by KCI.
         */
        post: operations["settleCommand"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/commands/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask the supplier again: now where it is queued, or anew where it is unknown and surely did not arrive */
        post: operations["retryCommand"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/kcis/{id}/deliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a parked KCI again: the same bytes, or written anew */
        post: operations["deliverKci"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/kcis/{id}/settle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say that a KCI arrived, so that the next may leave */
        post: operations["settleKci"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notifications/{id}/requeue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take up again a notification that was set aside or waits, or assign it to a problem */
        post: operations["requeueNotification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notifications/{id}/dismiss": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say that nothing is to be made of a quarantined notification
         * @description It stays stored, and no longer needs a person.
         */
        post: operations["dismissNotification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notifications/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a notification would make of its problem today, beside what was sent
         * @description Only as a dry run: nothing is written and nothing is sent.
         */
        post: operations["replayNotification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/problems/{tenant}/{id}/first-number": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set the number of the first KCI of a problem taken over from another system
         * @description Only while no KCI of the problem was written.
         */
        post: operations["setFirstNumber"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Problem: {
            /**
             * @description The tenant it belongs to.
             * @example TENANT1
             */
            tenant: string;
            /**
             * Format: int64
             * @description The platform's id.
             * @example 12356
             */
            id: number;
            /**
             * @description The supplier it went to.
             * @example example-networks
             */
            supplier: string;
            /**
             * @description The supplier's name for the tenant.
             * @example SPDEV1
             */
            account: string;
            /**
             * @description Our reference towards the supplier.
             * @example TENANT1-12356
             */
            ourReference: string;
            /**
             * @description The supplier's reference.
             * @example TIC-000111
             */
            supplierReference?: string;
            /**
             * @description Its status as told to the platform.
             * @example IN_PROGRESS
             */
            status: string;
            /**
             * Format: int64
             * @description The number the next KCI gets.
             * @example 3
             */
            nextSequenceNumber: number;
            /**
             * Format: date-time
             * @description When it was first heard of.
             * @example 2026-01-10T09:00:00.000Z
             */
            createdAt: string;
            /**
             * @description The whole problem as it is told.
             * @example {
             *       "id": 12356,
             *       "status": "IN_PROGRESS"
             *     }
             */
            document: {
                [key: string]: unknown;
            };
        };
        Command: {
            /**
             * @description Our id of the request; the message id towards the supplier.
             * @example 6f0d3c1e-8a55-4a7e-9a4c-2f9c3f7be001
             */
            id: string;
            /**
             * @description What was asked.
             * @example amend-problem
             */
            operation: string;
            /**
             * @description The caller's own id of the request.
             * @example 23467
             */
            requestKey: string;
            /**
             * @description X-Request-ID.
             * @example 0f0f6d5a-1c43-4d50-8b73-1d9f2b6a3c11
             */
            requestId: string;
            /**
             * @description X-Conversation-ID.
             * @example 8a3c2d1e-5b6f-4a7d-9c8b-0e1f2a3b4c5d
             */
            conversationId: string;
            /**
             * Format: date-time
             * @description When it came.
             * @example 2026-01-10T09:00:00.000Z
             */
            receivedAt: string;
            /**
             * @description How far the work got.
             * @example settled
             * @enum {string}
             */
            progress: "queued" | "asking" | "pending" | "unknown" | "settled";
            /**
             * @description Whether its caller was answered.
             * @example sent
             * @enum {string}
             */
            replyState: "pending" | "sent" | "undeliverable";
            /**
             * Format: int64
             * @description How often the supplier was asked.
             * @example 1
             */
            attempt: number;
            /**
             * Format: date-time
             * @description When it was settled.
             * @example 2026-01-10T09:00:00.000Z
             */
            settledAt?: string;
            /**
             * @description What came of it.
             * @example {
             *       "kind": "done"
             *     }
             */
            outcome?: {
                [key: string]: unknown;
            };
            /**
             * @description What its caller was answered.
             * @example {
             *       "kind": "done",
             *       "messages": []
             *     }
             */
            answer?: {
                [key: string]: unknown;
            };
            /**
             * @description The request.
             * @example {
             *       "id": 23467,
             *       "serviceProblemId": 12356,
             *       "notes": "(redacted)"
             *     }
             */
            request: {
                [key: string]: unknown;
            };
        };
        Notification: {
            /**
             * Format: int64
             * @description Our id of it.
             * @example 71
             */
            id: number;
            /**
             * @description The supplier that sent it.
             * @example example-networks
             */
            supplier: string;
            /**
             * @description The supplier's name for the tenant; empty where it cannot be read.
             * @example SPDEV1
             */
            account: string;
            /**
             * @description Our reference as it names it; empty where it names none.
             * @example TENANT1-12356
             */
            ourReference: string;
            /**
             * @description The supplier's message id.
             * @example CF-2026-000017
             */
            messageId?: string;
            /**
             * @description The path it was sent to.
             * @example /example-networks/notify
             */
            path: string;
            /**
             * Format: date-time
             * @description When it first came.
             * @example 2026-01-10T09:00:00.000Z
             */
            receivedAt: string;
            /**
             * Format: int64
             * @description How often the same bytes came again.
             * @example 0
             */
            repeats: number;
            /**
             * @description How far it got.
             * @example applied
             * @enum {string}
             */
            progress: "stored" | "applied" | "quarantined" | "dismissed";
            /**
             * @description Whether it was acknowledged.
             * @example sent
             * @enum {string}
             */
            replyState: "pending" | "sent" | "undeliverable";
            /**
             * Format: int64
             * @description How often it waited for its problem.
             * @example 0
             */
            attempt: number;
            /**
             * @description Why it waits or was set aside.
             * @example It cannot be read.
             */
            why?: string;
            /**
             * Format: date-time
             * @description When it was applied or set aside.
             * @example 2026-01-10T09:00:00.000Z
             */
            settledAt?: string;
            /**
             * @description Its body.
             * @example <notifyFaultReportUpdate>…</notifyFaultReportUpdate>
             */
            body?: string;
        };
        Kci: {
            /**
             * @description Its id, the same on every attempt.
             * @example 6f0d3c1e-8a55-4a7e-9a4c-2f9c3f7be001
             */
            id: string;
            /**
             * @description What it tells of.
             * @example serviceProblem
             */
            entity: string;
            /**
             * Format: int64
             * @description The platform's id of that.
             * @example 12356
             */
            entityId: number;
            /**
             * Format: int64
             * @description Its number.
             * @example 2
             */
            sequenceNumber: number;
            /**
             * Format: date-time
             * @description When it was written.
             * @example 2026-01-10T09:00:00.000Z
             */
            issuedOn: string;
            /**
             * @description X-Conversation-ID it travels under.
             * @example 8a3c2d1e-5b6f-4a7d-9c8b-0e1f2a3b4c5d
             */
            conversationId: string;
            /**
             * @description The request it answers.
             * @example 6f0d3c1e-8a55-4a7e-9a4c-2f9c3f7be001
             */
            commandId?: string;
            /**
             * @description How far it got.
             * @example delivered
             * @enum {string}
             */
            progress: "due" | "sending" | "delivered" | "parked";
            /**
             * Format: int64
             * @description How often it was sent.
             * @example 1
             */
            attempt: number;
            /**
             * Format: date-time
             * @description When it is sent next.
             * @example 2026-01-10T09:00:00.000Z
             */
            dueAt?: string;
            /**
             * Format: date-time
             * @description When it was taken.
             * @example 2026-01-10T09:00:00.000Z
             */
            deliveredAt?: string;
            /**
             * @description Why it waits or is parked.
             * @example the platform answered 500
             */
            why?: string;
            /**
             * @description Its body.
             * @example {"id":"6f0d3c1e-8a55-4a7e-9a4c-2f9c3f7be001","sequenceNumber":2}
             */
            body?: string;
        };
        Exchange: {
            /**
             * Format: date-time
             * @description When it began.
             * @example 2026-01-10T09:00:00.000Z
             */
            at: string;
            /**
             * @description Who asked.
             * @example gateway
             */
            from: string;
            /**
             * @description Who was asked.
             * @example example-networks
             */
            to: string;
            /**
             * @description Which edge of the gateway it crossed.
             * @example south
             * @enum {string}
             */
            side: "north" | "south" | "notification" | "kci";
            /**
             * @description Method and route, or the supplier's name of the message.
             * @example amendFaultReport
             */
            operation: string;
            /**
             * @description The tenant.
             * @example TENANT1
             */
            tenant?: string;
            /**
             * Format: int64
             * @description The platform's id of the problem.
             * @example 12356
             */
            problemId?: number;
            /**
             * @description X-Request-ID.
             * @example 0f0f6d5a-1c43-4d50-8b73-1d9f2b6a3c11
             */
            requestId?: string;
            /**
             * @description X-Conversation-ID.
             * @example 8a3c2d1e-5b6f-4a7d-9c8b-0e1f2a3b4c5d
             */
            conversationId?: string;
            /**
             * @description Our reference towards the supplier.
             * @example TENANT1-12356
             */
            ourReference?: string;
            /**
             * @description The supplier's reference.
             * @example TIC-000111
             */
            supplierReference?: string;
            /**
             * @description Message id towards or from the supplier.
             * @example 6f0d3c1e-8a55-4a7e-9a4c-2f9c3f7be001
             */
            messageId?: string;
            /**
             * @description The KCI it carried.
             * @example 6f0d3c1e-8a55-4a7e-9a4c-2f9c3f7be001
             */
            kciId?: string;
            /**
             * Format: int64
             * @description The notification it carried.
             * @example 71
             */
            notificationId?: number;
            /**
             * Format: int64
             * @description Which attempt it was.
             * @example 1
             */
            attempt: number;
            /**
             * Format: int64
             * @description How long it took, in milliseconds.
             * @example 41
             */
            ms: number;
            /**
             * Format: int64
             * @description HTTP status of the answer; left out where there was none.
             * @example 200
             */
            status?: number;
            /**
             * @description What came of it.
             * @example done
             */
            outcome: string;
            /**
             * @description Why.
             * @example no whole answer within 60000 ms
             */
            why?: string;
            /**
             * @description What was sent.
             * @example <amendFaultReport>…</amendFaultReport>
             */
            request?: string;
            /**
             * @description What was answered.
             * @example <receivedAmendFaultReport>…</receivedAmendFaultReport>
             */
            answer?: string;
        };
        Conversation: {
            /** @description The problems the ids lead to, newest first. */
            problems: components["schemas"]["Problem"][];
            /** @description Requests about them. */
            commands: components["schemas"]["Command"][];
            /** @description Suppliers' notifications about them. */
            notifications: components["schemas"]["Notification"][];
            /** @description KCIs about them. */
            kcis: components["schemas"]["Kci"][];
            /** @description Everything that crossed, oldest first, as far as the journal is kept. */
            exchanges: components["schemas"]["Exchange"][];
            /**
             * @description True where there is more: give narrower ids.
             * @example false
             */
            truncated: boolean;
        };
        Error: {
            /**
             * Format: uuid
             * @description Id of this error, for tracing.
             * @example 4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001
             */
            uuid: string;
            /**
             * @description What kind of error it is.
             * @example INVALID_REQUEST
             * @enum {string}
             */
            code: "INVALID_REQUEST" | "MALFORMED_REQUEST" | "NOT_AUTHORISED" | "NOT_FOUND" | "NOT_IMPLEMENTED" | "SUPPLIER_FAULT";
            /**
             * @description Sentences that say what is wrong and which field it is about.
             * @example [
             *       "serviceId must have 1 to 50 characters."
             *     ]
             */
            messages: string[];
        };
        BundledProblem: {
            /**
             * @description The tenant it belongs to.
             * @example TENANT1
             */
            tenant: string;
            /**
             * Format: int64
             * @description The platform's id.
             * @example 12356
             */
            id: number;
            /**
             * @description The supplier it went to.
             * @example example-networks
             */
            supplier: string;
            /**
             * @description The supplier's name for the tenant.
             * @example SPDEV1
             */
            account: string;
            /**
             * @description Our reference towards the supplier.
             * @example TENANT1-12356
             */
            ourReference: string;
            /**
             * @description The supplier's reference.
             * @example TIC-000111
             */
            supplierReference?: string;
            /**
             * @description Its status as told to the platform.
             * @example IN_PROGRESS
             */
            status: string;
            /**
             * Format: int64
             * @description The number the next KCI gets.
             * @example 3
             */
            nextSequenceNumber: number;
            /**
             * Format: date-time
             * @description When it was first heard of.
             * @example 2026-01-10T09:00:00.000Z
             */
            createdAt: string;
        };
        BundledMessage: {
            /**
             * Format: date-time
             * @description When it began.
             * @example 2026-01-10T09:00:00.000Z
             */
            timestamp: string;
            /**
             * @description The platform that asked.
             * @example example-portal
             */
            from: string;
            /**
             * @description Who was asked.
             * @example gateway
             */
            to: string;
            /**
             * @description Method and route, or the supplier's name of the message.
             * @example POST /service-problem-amendments
             */
            operation: string;
            /**
             * Format: int64
             * @description The platform's id of the problem.
             * @example 12356
             */
            platformId?: number;
            /**
             * @description The tenant.
             * @example TENANT1
             */
            tenant?: string;
            /**
             * @description The supplier.
             * @example example-networks
             */
            supplier?: string;
            /**
             * @description X-Request-ID.
             * @example 0f0f6d5a-1c43-4d50-8b73-1d9f2b6a3c11
             */
            "X-Request-ID"?: string;
            /**
             * @description X-Conversation-ID.
             * @example 8a3c2d1e-5b6f-4a7d-9c8b-0e1f2a3b4c5d
             */
            "X-Conversation-ID"?: string;
            /**
             * Format: int64
             * @description HTTP status of the response.
             * @example 422
             */
            status?: number;
            /**
             * @description What came of it.
             * @example rejected
             */
            outcome: string;
            /**
             * @description Why.
             * @example serviceId must have 1 to 50 characters.
             */
            why?: string;
            /**
             * @description The uuid of the error.
             * @example 4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001
             */
            errorId?: string;
            /**
             * @description The code of the error.
             * @example INVALID_REQUEST
             */
            errorCode?: string;
            /**
             * @description Its messages.
             * @example [
             *       "serviceId must have 1 to 50 characters."
             *     ]
             */
            errorMessages?: string[];
            /**
             * @description The request.
             * @example {"id":23467,"notes":"(redacted)"}
             */
            request?: string;
            /**
             * @description The response.
             * @example {"uuid":"4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001","code":"INVALID_REQUEST"}
             */
            response?: string;
        };
        Bundle: {
            /**
             * @description The installation, as the settings call it.
             * @example production
             */
            environment: string;
            /**
             * Format: date-time
             * @description When the bundle was written.
             * @example 2026-01-10T09:00:00.000Z
             */
            writtenAt: string;
            /**
             * @description The conversation.
             * @example 8a3c2d1e-5b6f-4a7d-9c8b-0e1f2a3b4c5d
             */
            conversationId: string;
            /**
             * @description True where personal data were taken out.
             * @example true
             */
            redacted: boolean;
            /**
             * @description True where not every message is in it.
             * @example false
             */
            truncated: boolean;
            /** @description The problems it is about. */
            problems: components["schemas"]["BundledProblem"][];
            /** @description Every message, oldest first. */
            messages: components["schemas"]["BundledMessage"][];
        };
        SuggestedProblem: {
            /**
             * @description The tenant it belongs to.
             * @example TENANT1
             */
            tenant: string;
            /**
             * Format: int64
             * @description The platform's id.
             * @example 12356
             */
            id: number;
            /**
             * @description The supplier it went to.
             * @example example-networks
             */
            supplier: string;
            /**
             * @description The supplier's name for the tenant.
             * @example SPDEV1
             */
            account: string;
            /**
             * @description Our reference towards the supplier.
             * @example TENANT1-12356
             */
            ourReference: string;
            /**
             * @description The supplier's reference.
             * @example TIC-000111
             */
            supplierReference?: string;
            /**
             * @description Its status as told to the platform.
             * @example IN_PROGRESS
             */
            status: string;
            /**
             * Format: int64
             * @description The number the next KCI gets.
             * @example 3
             */
            nextSequenceNumber: number;
            /**
             * Format: date-time
             * @description When it was first heard of.
             * @example 2026-01-10T09:00:00.000Z
             */
            createdAt: string;
        };
        NotificationDetail: {
            /** @description The notification. */
            notification: components["schemas"]["Notification"];
            /** @description Problems at its supplier that have the reference it names, whatever its account. */
            suggestions: components["schemas"]["SuggestedProblem"][];
        };
        TranslatedMessage: {
            /**
             * @description Method and route, or the name of the message.
             * @example amendFaultReport
             */
            name: string;
            /**
             * @description Who sent it.
             * @example gateway
             */
            from: string;
            /**
             * @description Who was sent it.
             * @example example-networks
             */
            to: string;
            /**
             * @description How it is written.
             * @example xml
             * @enum {string}
             */
            format: "json" | "xml" | "text";
            /**
             * Format: date-time
             * @description When it crossed.
             * @example 2026-01-10T09:00:00.000Z
             */
            at?: string;
            /**
             * @description The message.
             * @example <amendFaultReport>…</amendFaultReport>
             */
            body: string;
            /**
             * @description What came of it.
             * @example done
             */
            outcome?: string;
            /**
             * @description What was answered.
             * @example <receivedAmendFaultReport>…</receivedAmendFaultReport>
             */
            answer?: string;
        };
        TranslatedField: {
            /**
             * @description Where it stands in the first message.
             * @example primaryContact.name
             */
            field: string;
            /**
             * @description Where it goes in the other, as far as the table knows; not every place is in every message.
             * @example [
             *       "faultDetails/description"
             *     ]
             */
            to: string[];
            /**
             * @description The rule, or why it goes nowhere.
             * @example As it is.
             */
            why: string;
            /**
             * @description What became of it.
             * @example mapped
             * @enum {string}
             */
            fate: "mapped" | "ignored" | "unknown";
        };
        AddedFields: {
            /**
             * @description Where the gateway has it from.
             * @example setting reporter
             */
            source: string;
            /**
             * @description Where it goes.
             * @example [
             *       "faultDetails/description"
             *     ]
             */
            to: string[];
            /**
             * @description The rule.
             * @example Who reports on the tenant's side.
             */
            rule: string;
        };
        UnsentField: {
            /**
             * @description A field of the other message that is left out, with everything below it.
             * @example priorityLevel
             */
            field: string;
            /**
             * @description Why.
             * @example No source says what the numbers mean.
             */
            reason: string;
        };
        Translation: {
            /**
             * @description What was translated.
             * @example Amend or escalate a problem
             */
            title: string;
            /**
             * @description The supplier.
             * @example example-networks
             */
            supplier: string;
            /** @description What came. */
            source: components["schemas"]["TranslatedMessage"];
            /** @description What it became, oldest first; none where nothing was sent. */
            targets: components["schemas"]["TranslatedMessage"][];
            /** @description Every field that came. */
            fields: components["schemas"]["TranslatedField"][];
            /** @description What the gateway says besides. */
            added: components["schemas"]["AddedFields"][];
            /** @description What is left out on purpose. */
            unsent: components["schemas"]["UnsentField"][];
        };
        FarSide: {
            /**
             * @description What it is.
             * @example supplier
             * @enum {string}
             */
            kind: "supplier" | "platform";
            /**
             * @description Its id.
             * @example example-networks
             */
            name: string;
            /**
             * @description The tenant whose traffic it is.
             * @example TENANT1
             */
            tenant: string;
            /**
             * @description The supplier's name for the tenant.
             * @example SPDEV1
             */
            account?: string;
            /**
             * @description As the last call ended; unknown where this replica made none yet.
             * @example up
             * @enum {string}
             */
            state: "up" | "down" | "unknown";
            /**
             * Format: date-time
             * @description Since when.
             * @example 2026-01-10T09:00:00.000Z
             */
            since?: string;
            /**
             * Format: date-time
             * @description When it answered last.
             * @example 2026-01-10T09:00:00.000Z
             */
            answeredAt?: string;
            /**
             * Format: date-time
             * @description When a call failed last.
             * @example 2026-01-10T09:00:00.000Z
             */
            failedAt?: string;
            /**
             * @description Why that call failed.
             * @example connection refused
             */
            why?: string;
            /**
             * @description Whether the circuit breaker of this replica is open. Always false for a platform.
             * @example false
             */
            circuitOpen: boolean;
            /**
             * Format: int64
             * @description How many wait for it.
             * @example 3
             */
            waiting: number;
            /**
             * Format: date-time
             * @description Since when the oldest of them waits.
             * @example 2026-01-10T09:00:00.000Z
             */
            oldestAt?: string;
            /**
             * Format: date-time
             * @description When the first of them is tried next.
             * @example 2026-01-10T09:00:00.000Z
             */
            nextAt?: string;
        };
        TrafficMinute: {
            /**
             * Format: date-time
             * @description When the minute began.
             * @example 2026-01-10T09:00:00.000Z
             */
            at: string;
            /**
             * Format: int64
             * @description How many exchanges ended in it.
             * @example 12
             */
            count: number;
            /**
             * Format: int64
             * @description How many of them had no answer, or a status from 500.
             * @example 0
             */
            failed: number;
            /**
             * Format: int64
             * @description How long they took on average, in milliseconds.
             * @example 41
             */
            meanMs?: number;
        };
        Traffic: {
            /**
             * @description Which edge of the gateway.
             * @example south
             * @enum {string}
             */
            side: "north" | "south" | "notification" | "kci";
            /** @description Sixty, oldest first. */
            minutes: components["schemas"]["TrafficMinute"][];
        };
        Status: {
            /**
             * Format: date-time
             * @description When this was written.
             * @example 2026-01-10T09:00:00.000Z
             */
            at: string;
            /**
             * Format: int64
             * @description How much work needs a person.
             * @example 2
             */
            needsPerson: number;
            /**
             * Format: int64
             * @description How much goes on by itself.
             * @example 38
             */
            mendsItself: number;
            /** @description What is down first. */
            farSides: components["schemas"]["FarSide"][];
            /** @description The last hour of this replica. */
            traffic: components["schemas"]["Traffic"][];
        };
        WorkItem: {
            /**
             * @description The list it stands in, as `state` names it.
             * @example unknown
             * @enum {string}
             */
            list: "unknown" | "undecided" | "parked" | "quarantined" | "waiting" | "stalled";
            /**
             * @description What waits.
             * @example command
             * @enum {string}
             */
            kind: "command" | "notification" | "kci";
            /**
             * @description Its id, by which it is settled, retried, delivered or taken up again.
             * @example 6f0d3c1e-8a55-4a7e-9a4c-2f9c3f7be001
             */
            id: string;
            /**
             * @description How far it got.
             * @example unknown
             */
            state: string;
            /**
             * @description Only of stalled work: what it should have done.
             * @example waiting
             */
            stall?: string;
            /**
             * @description The tenant.
             * @example TENANT1
             */
            tenant?: string;
            /**
             * @description The supplier it is about.
             * @example example-networks
             */
            supplier?: string;
            /**
             * Format: int64
             * @description The platform's id of the problem.
             * @example 12356
             */
            problemId?: number;
            /**
             * @description Our reference towards the supplier.
             * @example TENANT1-12356
             */
            ourReference?: string;
            /**
             * @description The supplier's reference.
             * @example TIC-000111
             */
            supplierReference?: string;
            /**
             * @description What it is: an operation, the path a notification came by, or what a KCI tells of and its number.
             * @example amend-problem
             */
            what: string;
            /**
             * @description The same for people.
             * @example amendment 61004
             */
            title: string;
            /**
             * @description Of a request: the caller's own id of it.
             * @example 61004
             */
            requestKey?: string;
            /**
             * @description X-Conversation-ID it belongs to.
             * @example 8a3c2d1e-5b6f-4a7d-9c8b-0e1f2a3b4c5d
             */
            conversationId?: string;
            /**
             * Format: int64
             * @description How often it was tried.
             * @example 1
             */
            attempt: number;
            /**
             * Format: date-time
             * @description Since when it is there.
             * @example 2026-01-10T09:00:00.000Z
             */
            since: string;
            /**
             * Format: int64
             * @description How long that is, in seconds.
             * @example 1830
             */
            ageSeconds: number;
            /**
             * Format: date-time
             * @description When it is tried next, where it is.
             * @example 2026-01-10T09:00:00.000Z
             */
            dueAt?: string;
            /**
             * @description Why it waits.
             * @example no whole answer within 60000 ms
             */
            why?: string;
            /**
             * @description False where it goes on by itself.
             * @example true
             */
            needsPerson: boolean;
            /**
             * Format: int64
             * @description How many wait for this one.
             * @example 2
             */
            queuedBehind?: number;
            /**
             * @description What to do about it.
             * @example Ask the supplier whether it arrived.
             */
            advice: string;
        };
        Work: {
            /** @description Oldest first. */
            items: components["schemas"]["WorkItem"][];
            /**
             * @description Give it as `after` to read on; left out where there is nothing more.
             * @example MTc2OTA3NjAwMDAwMDAwMC5rY2kuNmYwZA
             */
            next?: string;
        };
        WorkGroup: {
            /**
             * @description The list.
             * @example waiting
             * @enum {string}
             */
            list: "unknown" | "undecided" | "parked" | "quarantined" | "waiting";
            /**
             * @description What waits.
             * @example command
             * @enum {string}
             */
            kind: "command" | "notification" | "kci";
            /**
             * @description Of requests: which.
             * @example amendment
             */
            what?: string;
            /**
             * @description The supplier it is about.
             * @example example-networks
             */
            supplier?: string;
            /**
             * @description Why they wait: the same of all.
             * @example connection refused
             */
            why?: string;
            /**
             * @description False where they go on by themselves.
             * @example false
             */
            needsPerson: boolean;
            /**
             * Format: int64
             * @description How many.
             * @example 38
             */
            count: number;
            /**
             * Format: int64
             * @description Of how many tenants.
             * @example 2
             */
            tenants: number;
            /**
             * Format: date-time
             * @description Since when the oldest is there.
             * @example 2026-01-10T09:00:00.000Z
             */
            oldestAt: string;
            /**
             * Format: date-time
             * @description When the first of them is tried next, where it is.
             * @example 2026-01-10T09:00:00.000Z
             */
            nextAt?: string;
            /**
             * @description What to do about them.
             * @example Nothing: the gateway tries it again by itself.
             */
            advice: string;
        };
        WorkGroups: {
            /** @description What needs a person first, then the largest; at most 500. */
            groups: components["schemas"]["WorkGroup"][];
        };
        DriftItem: {
            /**
             * @description The tenant.
             * @example TENANT1
             */
            tenant: string;
            /**
             * @description The supplier.
             * @example example-networks
             */
            supplier: string;
            /**
             * @description The kind of message.
             * @example resolved
             */
            event: string;
            /**
             * @description The kind of departure.
             * @example unknown-element
             */
            kind: string;
            /**
             * @description Where in the message.
             * @example faultDetails/priority
             */
            element: string;
            /**
             * Format: date-time
             * @description When it was seen first.
             * @example 2026-01-10T09:00:00.000Z
             */
            firstAt: string;
            /**
             * Format: date-time
             * @description When it was seen last.
             * @example 2026-01-10T09:00:00.000Z
             */
            lastAt: string;
            /**
             * Format: int64
             * @description How often.
             * @example 12
             */
            count: number;
        };
        Drift: {
            /** @description How suppliers' messages depart from their contracts. */
            items: components["schemas"]["DriftItem"][];
        };
        Act: {
            /**
             * Format: int64
             * @description Its number.
             * @example 42
             */
            id: number;
            /**
             * Format: date-time
             * @description When.
             * @example 2026-01-10T09:00:00.000Z
             */
            at: string;
            /**
             * @description The client of the token.
             * @example operations-desk
             */
            client: string;
            /**
             * @description Who stands behind it, as the token says.
             * @example operations-desk
             */
            subject: string;
            /**
             * @description What: method and route.
             * @example POST /v1/commands/:id/settle
             */
            act: string;
            /**
             * @description To what: path and query.
             * @example /v1/commands/6f0d3c1e-8a55-4a7e-9a4c-2f9c3f7be001/settle
             */
            target: string;
            /**
             * @description The body.
             * @example {
             *       "outcome": "done",
             *       "reason": "Seen in the portal."
             *     }
             */
            details?: {
                [key: string]: unknown;
            };
            /**
             * Format: int64
             * @description The status it was answered with; left out where the gateway stopped in between.
             * @example 200
             */
            status?: number;
        };
        Acts: {
            /** @description Newest first. */
            items: components["schemas"]["Act"][];
        };
        SettleCommand: {
            /**
             * @description What the supplier did.
             * @example done
             * @enum {string}
             */
            outcome: "done" | "rejected";
            /**
             * @description Told to the tenant by KCI where the request is rejected; kept with the act in any case.
             * @example The supplier has no such service.
             */
            reason: string;
        };
        Done: {
            /**
             * @description It is done.
             * @example done
             * @enum {string}
             */
            result: "done";
        };
        RetryCommand: {
            /**
             * @description The supplier surely did not get it; asked for where it may have.
             * @example true
             */
            sure?: boolean;
            /**
             * @description Why: stored with the act.
             * @example The supplier is back.
             */
            reason?: string;
        };
        DeliverKci: {
            /**
             * @description Writes it again first, by the settings and rules of today; id, sequenceNumber and issuedOn stay. Else the same bytes leave.
             * @example true
             */
            anew?: boolean;
            /**
             * @description Why: stored with the act.
             * @example The supplier is back.
             */
            reason?: string;
        };
        SettleKci: {
            /**
             * @description How it is known that it arrived.
             * @example The platform confirmed it by phone.
             */
            reason: string;
        };
        RequeueNotification: {
            /**
             * @description The tenant of the problem it belongs to, where its own account or reference leads nowhere.
             * @example TENANT1
             */
            tenant?: string;
            /**
             * Format: int64
             * @description The platform's id of that problem.
             * @example 12356
             */
            problemId?: number;
            /**
             * @description Why: stored with the act.
             * @example The supplier is back.
             */
            reason?: string;
        };
        DismissNotification: {
            /**
             * @description Why nothing is to be made of it.
             * @example The supplier sent it again, whole.
             */
            reason: string;
        };
        Difference: {
            /**
             * @description The member that differs.
             * @example serviceProblem.status
             */
            member: string;
            /**
             * @description As it was sent, as JSON; left out where it was not there.
             * @example "IN_PROGRESS"
             */
            sent?: string;
            /**
             * @description As it would be, as JSON; left out where it would not be there.
             * @example "PENDING"
             */
            would?: string;
        };
        ReplayedKci: {
            /**
             * @description The KCI that would be written; left out where there would be none.
             * @example {"reasonCode":"UPDATE"}
             */
            would?: string;
            /**
             * @description The KCI that was written; left out where there was none.
             * @example {"reasonCode":"UPDATE"}
             */
            sent?: string;
            /** @description Empty where both are the same. */
            differences: components["schemas"]["Difference"][];
        };
        Replay: {
            /**
             * Format: int64
             * @description The notification.
             * @example 71
             */
            notificationId: number;
            /**
             * @description The tenant.
             * @example TENANT1
             */
            tenant: string;
            /**
             * Format: int64
             * @description The platform's id of the problem.
             * @example 12356
             */
            problemId: number;
            /** @description One for each KCI that would be or was written. */
            kcis: components["schemas"]["ReplayedKci"][];
            /** @description What the platform took of this problem after those. */
            deliveredSince: components["schemas"]["Kci"][];
        };
        FirstNumber: {
            /**
             * Format: int64
             * @description The number the first KCI gets.
             * @example 7
             */
            sequenceNumber: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    findConversation: {
        parameters: {
            query?: {
                /** @description X-Request-ID of a request or of a delivery. */
                requestId?: string;
                /** @description X-Conversation-ID. */
                conversationId?: string;
                /** @description The tenant. */
                tenant?: string;
                /** @description The platform's id of the problem. */
                problemId?: number;
                /** @description Our reference towards the supplier. */
                ourReference?: string;
                /** @description The supplier's reference. */
                supplierReference?: string;
                /** @description Message id towards or from the supplier. */
                messageId?: string;
                /** @description Id of a KCI. */
                kciId?: string;
                /** @description Bodies as they crossed, personal data included; needs operations.personal too. */
                raw?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Found. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            /** @description Malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "MALFORMED_REQUEST",
                     *       "messages": [
                     *         "reason is missing."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The access token is missing, expired or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_AUTHORISED",
                     *       "messages": [
                     *         "The access token has expired."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The token does not hold the scope. No body. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is nothing with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_FOUND",
                     *       "messages": [
                     *         "There is no such command."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It breaks a rule, or the state does not allow it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "INVALID_REQUEST",
                     *       "messages": [
                     *         "The command is settled."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The store or the token issuer cannot be reached. No body. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    bundleConversation: {
        parameters: {
            query?: {
                /** @description Bodies as they crossed, personal data included; needs operations.personal too. */
                raw?: boolean;
            };
            header?: never;
            path: {
                /** @description X-Conversation-ID. */
                conversationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Found. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bundle"];
                };
            };
            /** @description Malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "MALFORMED_REQUEST",
                     *       "messages": [
                     *         "reason is missing."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The access token is missing, expired or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_AUTHORISED",
                     *       "messages": [
                     *         "The access token has expired."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The token does not hold the scope. No body. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is nothing with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_FOUND",
                     *       "messages": [
                     *         "There is no such command."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It breaks a rule, or the state does not allow it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "INVALID_REQUEST",
                     *       "messages": [
                     *         "The command is settled."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The store or the token issuer cannot be reached. No body. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readNotification: {
        parameters: {
            query?: {
                /** @description Its body as it crossed, personal data included; needs operations.personal too. */
                raw?: boolean;
            };
            header?: never;
            path: {
                /** @description Our id of the notification. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Found. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationDetail"];
                };
            };
            /** @description Malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "MALFORMED_REQUEST",
                     *       "messages": [
                     *         "reason is missing."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The access token is missing, expired or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_AUTHORISED",
                     *       "messages": [
                     *         "The access token has expired."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The token does not hold the scope. No body. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is nothing with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_FOUND",
                     *       "messages": [
                     *         "There is no such command."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It breaks a rule, or the state does not allow it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "INVALID_REQUEST",
                     *       "messages": [
                     *         "The command is settled."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The store or the token issuer cannot be reached. No body. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    translationOfCommand: {
        parameters: {
            query?: {
                /** @description Messages as they crossed, personal data included; needs operations.personal too. */
                raw?: boolean;
            };
            header?: never;
            path: {
                /** @description Our id of the request. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Found. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Translation"];
                };
            };
            /** @description Malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "MALFORMED_REQUEST",
                     *       "messages": [
                     *         "reason is missing."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The access token is missing, expired or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_AUTHORISED",
                     *       "messages": [
                     *         "The access token has expired."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The token does not hold the scope. No body. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is nothing with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_FOUND",
                     *       "messages": [
                     *         "There is no such command."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It breaks a rule, or the state does not allow it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "INVALID_REQUEST",
                     *       "messages": [
                     *         "The command is settled."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The store or the token issuer cannot be reached. No body. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    translationOfNotification: {
        parameters: {
            query?: {
                /** @description Messages as they crossed, personal data included; needs operations.personal too. */
                raw?: boolean;
            };
            header?: never;
            path: {
                /** @description Our id of the notification. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Found. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Translation"];
                };
            };
            /** @description Malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "MALFORMED_REQUEST",
                     *       "messages": [
                     *         "reason is missing."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The access token is missing, expired or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_AUTHORISED",
                     *       "messages": [
                     *         "The access token has expired."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The token does not hold the scope. No body. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is nothing with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_FOUND",
                     *       "messages": [
                     *         "There is no such command."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It breaks a rule, or the state does not allow it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "INVALID_REQUEST",
                     *       "messages": [
                     *         "The command is settled."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The store or the token issuer cannot be reached. No body. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Found. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description Malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "MALFORMED_REQUEST",
                     *       "messages": [
                     *         "reason is missing."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The access token is missing, expired or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_AUTHORISED",
                     *       "messages": [
                     *         "The access token has expired."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The token does not hold the scope. No body. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is nothing with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_FOUND",
                     *       "messages": [
                     *         "There is no such command."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It breaks a rule, or the state does not allow it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "INVALID_REQUEST",
                     *       "messages": [
                     *         "The command is settled."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The store or the token issuer cannot be reached. No body. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listWork: {
        parameters: {
            query?: {
                /** @description `next` of the page before. */
                after?: string;
                limit?: number;
                /** @description Left out: all but stalled, which are among them. */
                state?: "unknown" | "undecided" | "parked" | "quarantined" | "waiting" | "stalled";
                tenant?: string;
                kind?: "command" | "notification" | "kci";
                /** @description The whole reason, as it stands. */
                why?: string;
                /** @description False: what goes on by itself. */
                needsPerson?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Found. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Work"];
                };
            };
            /** @description Malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "MALFORMED_REQUEST",
                     *       "messages": [
                     *         "reason is missing."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The access token is missing, expired or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_AUTHORISED",
                     *       "messages": [
                     *         "The access token has expired."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The token does not hold the scope. No body. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is nothing with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_FOUND",
                     *       "messages": [
                     *         "There is no such command."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It breaks a rule, or the state does not allow it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "INVALID_REQUEST",
                     *       "messages": [
                     *         "The command is settled."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The store or the token issuer cannot be reached. No body. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    groupWork: {
        parameters: {
            query?: {
                /** @description Left out: all but stalled, which are among them. */
                state?: "unknown" | "undecided" | "parked" | "quarantined" | "waiting" | "stalled";
                tenant?: string;
                kind?: "command" | "notification" | "kci";
                /** @description The whole reason, as it stands. */
                why?: string;
                /** @description False: what goes on by itself. */
                needsPerson?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Found. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkGroups"];
                };
            };
            /** @description Malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "MALFORMED_REQUEST",
                     *       "messages": [
                     *         "reason is missing."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The access token is missing, expired or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_AUTHORISED",
                     *       "messages": [
                     *         "The access token has expired."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The token does not hold the scope. No body. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is nothing with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_FOUND",
                     *       "messages": [
                     *         "There is no such command."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It breaks a rule, or the state does not allow it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "INVALID_REQUEST",
                     *       "messages": [
                     *         "The command is settled."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The store or the token issuer cannot be reached. No body. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listDrift: {
        parameters: {
            query?: {
                tenant?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Found. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Drift"];
                };
            };
            /** @description Malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "MALFORMED_REQUEST",
                     *       "messages": [
                     *         "reason is missing."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The access token is missing, expired or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_AUTHORISED",
                     *       "messages": [
                     *         "The access token has expired."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The token does not hold the scope. No body. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is nothing with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_FOUND",
                     *       "messages": [
                     *         "There is no such command."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It breaks a rule, or the state does not allow it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "INVALID_REQUEST",
                     *       "messages": [
                     *         "The command is settled."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The store or the token issuer cannot be reached. No body. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listActs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Found. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Acts"];
                };
            };
            /** @description Malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "MALFORMED_REQUEST",
                     *       "messages": [
                     *         "reason is missing."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The access token is missing, expired or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_AUTHORISED",
                     *       "messages": [
                     *         "The access token has expired."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The token does not hold the scope. No body. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is nothing with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_FOUND",
                     *       "messages": [
                     *         "There is no such command."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It breaks a rule, or the state does not allow it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "INVALID_REQUEST",
                     *       "messages": [
                     *         "The command is settled."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The store or the token issuer cannot be reached. No body. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    settleCommand: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SettleCommand"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description Malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "MALFORMED_REQUEST",
                     *       "messages": [
                     *         "reason is missing."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The access token is missing, expired or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_AUTHORISED",
                     *       "messages": [
                     *         "The access token has expired."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The token does not hold the scope. No body. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is nothing with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_FOUND",
                     *       "messages": [
                     *         "There is no such command."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It breaks a rule, or the state does not allow it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "INVALID_REQUEST",
                     *       "messages": [
                     *         "The command is settled."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The store or the token issuer cannot be reached. No body. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    retryCommand: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RetryCommand"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description Malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "MALFORMED_REQUEST",
                     *       "messages": [
                     *         "reason is missing."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The access token is missing, expired or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_AUTHORISED",
                     *       "messages": [
                     *         "The access token has expired."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The token does not hold the scope. No body. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is nothing with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_FOUND",
                     *       "messages": [
                     *         "There is no such command."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It breaks a rule, or the state does not allow it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "INVALID_REQUEST",
                     *       "messages": [
                     *         "The command is settled."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The store or the token issuer cannot be reached. No body. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    deliverKci: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DeliverKci"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description Malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "MALFORMED_REQUEST",
                     *       "messages": [
                     *         "reason is missing."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The access token is missing, expired or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_AUTHORISED",
                     *       "messages": [
                     *         "The access token has expired."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The token does not hold the scope. No body. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is nothing with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_FOUND",
                     *       "messages": [
                     *         "There is no such command."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It breaks a rule, or the state does not allow it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "INVALID_REQUEST",
                     *       "messages": [
                     *         "The command is settled."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The store or the token issuer cannot be reached. No body. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    settleKci: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SettleKci"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description Malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "MALFORMED_REQUEST",
                     *       "messages": [
                     *         "reason is missing."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The access token is missing, expired or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_AUTHORISED",
                     *       "messages": [
                     *         "The access token has expired."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The token does not hold the scope. No body. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is nothing with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_FOUND",
                     *       "messages": [
                     *         "There is no such command."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It breaks a rule, or the state does not allow it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "INVALID_REQUEST",
                     *       "messages": [
                     *         "The command is settled."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The store or the token issuer cannot be reached. No body. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    requeueNotification: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RequeueNotification"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description Malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "MALFORMED_REQUEST",
                     *       "messages": [
                     *         "reason is missing."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The access token is missing, expired or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_AUTHORISED",
                     *       "messages": [
                     *         "The access token has expired."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The token does not hold the scope. No body. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is nothing with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_FOUND",
                     *       "messages": [
                     *         "There is no such command."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It breaks a rule, or the state does not allow it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "INVALID_REQUEST",
                     *       "messages": [
                     *         "The command is settled."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The store or the token issuer cannot be reached. No body. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    dismissNotification: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DismissNotification"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description Malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "MALFORMED_REQUEST",
                     *       "messages": [
                     *         "reason is missing."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The access token is missing, expired or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_AUTHORISED",
                     *       "messages": [
                     *         "The access token has expired."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The token does not hold the scope. No body. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is nothing with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_FOUND",
                     *       "messages": [
                     *         "There is no such command."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It breaks a rule, or the state does not allow it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "INVALID_REQUEST",
                     *       "messages": [
                     *         "The command is settled."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The store or the token issuer cannot be reached. No body. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    replayNotification: {
        parameters: {
            query: {
                raw?: boolean;
                dryRun: true;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Found. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replay"];
                };
            };
            /** @description Malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "MALFORMED_REQUEST",
                     *       "messages": [
                     *         "reason is missing."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The access token is missing, expired or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_AUTHORISED",
                     *       "messages": [
                     *         "The access token has expired."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The token does not hold the scope. No body. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is nothing with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_FOUND",
                     *       "messages": [
                     *         "There is no such command."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It breaks a rule, or the state does not allow it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "INVALID_REQUEST",
                     *       "messages": [
                     *         "The command is settled."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The store or the token issuer cannot be reached. No body. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    setFirstNumber: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tenant. */
                tenant: string;
                /** @description The platform's id of the problem. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FirstNumber"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description Malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "MALFORMED_REQUEST",
                     *       "messages": [
                     *         "reason is missing."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The access token is missing, expired or not valid. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_AUTHORISED",
                     *       "messages": [
                     *         "The access token has expired."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The token does not hold the scope. No body. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is nothing with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "NOT_FOUND",
                     *       "messages": [
                     *         "There is no such command."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description It breaks a rule, or the state does not allow it. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uuid": "4b1f7a0e-8a55-4a7e-9a4c-2f9c3f7be001",
                     *       "code": "INVALID_REQUEST",
                     *       "messages": [
                     *         "The command is settled."
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The store or the token issuer cannot be reached. No body. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
