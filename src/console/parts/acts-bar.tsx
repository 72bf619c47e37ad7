// The acts that are offered for one thing, or for all that are chosen. A reader sees none.

import { createContext, type ReactNode, use, useState } from 'react';
import { useMay } from '../session/session.ts';
import { ActDialog } from './act-dialog.tsx';
import { commonOffers, type Offer, type Subject } from './offers.ts';

interface Suggested {
  tenant: string;
  problemId: number;
}

interface Chosen {
  offer: Offer;
  subjects: Subject[];
  suggested: Suggested | undefined;
}

const Choose = createContext<(chosen: Chosen) => void>(() => undefined);

/** The dialog is above every screen, because what is acted on may be gone from the screen before its result is read. */
export function ActHost({ children }: { children: ReactNode }) {
  const [chosen, choose] = useState<Chosen>();
  return (
    <Choose value={choose}>
      {children}
      {chosen === undefined ? null : <ActDialog {...chosen} close={() => choose(undefined)} />}
    </Choose>
  );
}

interface ActsBarProps {
  subjects: Subject[];
  suggested?: Suggested | undefined;
}

export function ActsBar({ subjects, suggested }: ActsBarProps) {
  const may = useMay('write');
  const choose = use(Choose);
  const offers = may ? commonOffers(subjects) : [];
  if (offers.length === 0) return null;
  return (
    <div className="acts">
      {offers.map((offer, index) => (
        <button
          key={offer.name}
          type="button"
          className={index === 0 ? 'main' : ''}
          onClick={() => choose({ offer, subjects, suggested })}
        >
          {offer.label}
        </button>
      ))}
    </div>
  );
}
