import { useElementSize } from '@mantine/hooks';
import { useMemo } from 'react';

const HEIGHT = 520;

/** How wide something is in pixels however little room it has; 0 where it gives way, as cells of tables do. */
function fixedWidthOf(element: HTMLElement): number {
  const { width, maxWidth } = element.style;
  if (maxWidth.endsWith('%')) return 0;
  const own = width || element.getAttribute('width') || '';
  const pixels = /^\d+(\.\d+)?(px)?$/.test(own) ? parseFloat(own) : 0;
  return maxWidth.endsWith('px') ? Math.min(pixels, parseFloat(maxWidth)) : pixels;
}

/** The least width that a letter can be read at; mail programs of telephones make the whole smaller below it. */
function leastWidthOf(html: string): number {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  const widths = [...body.querySelectorAll<HTMLElement>('table, div, img')].map(fixedWidthOf);
  return Math.max(0, ...widths);
}

/**
 * Somebody's letter in a frame where nothing of it runs, leads away or sends. One that does not fit is shown smaller, whole,
 * the way a telephone shows it.
 */
export function LetterFrame({
  html,
  title,
  isDark = false,
  width,
}: {
  html: string;
  title: string;
  isDark?: boolean;
  width?: number;
}) {
  const { ref, width: room } = useElementSize();
  const seen = Math.min(width ?? room, room);
  const needed = useMemo(() => leastWidthOf(html), [html]);
  const scale = seen > 0 && needed > seen ? seen / needed : 1;
  return (
    <div ref={ref} style={{ height: HEIGHT, overflow: 'hidden' }}>
      <iframe
        sandbox=""
        title={title}
        srcDoc={`<base target="_blank">${html}`}
        style={{
          width: seen > 0 ? seen / scale : '100%',
          height: HEIGHT / scale,
          border: 0,
          display: 'block',
          margin: scale === 1 ? '0 auto' : `0 ${(room - seen) / 2}px`,
          borderRadius: 6,
          transform: `scale(${scale})`,
          transformOrigin: '0 0',
          colorScheme: isDark ? 'dark' : 'light',
          background: isDark ? '#1A1A1A' : '#FFFFFF',
        }}
      />
    </div>
  );
}
