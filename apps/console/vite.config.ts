import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const dist = join(import.meta.dirname, 'dist');

/** Packs scripts and styles once, so that no request waits for it. */
const packed = (): Plugin => ({
  name: 'facteur-packed',
  apply: 'build',
  closeBundle() {
    const folder = join(dist, 'assets');
    for (const name of readdirSync(folder).filter((one) => /\.(js|css)$/.test(one))) {
      const bytes = readFileSync(join(folder, name));
      writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }));
      writeFileSync(join(folder, `${name}.br`), brotliCompressSync(bytes));
    }
  },
});

/** Relative addresses: the server says in `<base>` under which path the console lies. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react(), packed()],
  build: {
    outDir: dist,
    emptyOutDir: true,
    target: 'es2022',
    // Small pictures would be written into the styles, which the policy of the pages does not show.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
  },
  server: {
    port: 5173,
    proxy: { '/api': 'http://localhost:3000', '/m': 'http://localhost:3000' },
  },
});
