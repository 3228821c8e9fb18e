import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Relative addresses: the server says in `<base>` under which path the console lies. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
  build: {
    outDir: 'dist',
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
