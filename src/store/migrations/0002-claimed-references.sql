-- Problems that were taken over and that the supplier has not named yet: found by the reference their caller gave.

create index problem_claimed on problem (supplier, account) where not known_locally and supplier_reference is null;
