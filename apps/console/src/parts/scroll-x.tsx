import type { ReactNode } from 'react';

/** What may be wider than a phone, with its own way to the side: by finger, wheel and arrow keys. */
export function ScrollX({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div style={{ overflowX: 'auto', position: 'relative' }} tabIndex={0} role="region" aria-label={label}>
      {children}
    </div>
  );
}
