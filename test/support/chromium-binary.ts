import { findBinary, requireBinary } from './binaries.js';

/**
 * Chromium without its own windows, where Debian has it: the browser proper draws a tool bar that nobody sees at every load,
 * and took four times the processor. The browser itself does where there is nothing else.
 *
 * @throws Error as {@link requireBinary} does
 */
export function chromiumBinary(): string {
  try {
    return requireBinary('chromium-headless-shell', 'chromium-headless-shell');
  } catch (error) {
    if (findBinary('chromium')) return findBinary('chromium')!;
    throw error;
  }
}
