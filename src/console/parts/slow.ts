// Whether something is shown for longer than a person waits without a word.

import { useEffect, useState } from 'react';

const PATIENCE_MS = 3_000;

export function useSlow(): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return slow;
}
