/** `npm run demo`: plays against a running `npm start`, or starts one for as long as it takes. */
import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { build, requireNode, root } from './prepare.js';

requireNode();
build();
const ready = `http://localhost:${process.env.PORT ?? 3000}/health/ready`;
const isReady = () =>
  fetch(ready).then(
    (answer) => answer.ok,
    () => false,
  );

let server;
if (!(await isReady())) {
  console.log('No server is running yet: starting one for this demonstration …');
  server = spawn(process.execPath, ['apps/server/start.js'], { cwd: root, stdio: 'inherit' });
  server.once('exit', (code) => code && process.exit(code));
  while (!(await isReady())) await pause(200);
}
const player = spawn(process.execPath, ['apps/server/dist/demo/play.js'], { cwd: root, stdio: 'inherit' });
player.once('exit', (code) => {
  server?.removeAllListeners('exit');
  server?.kill('SIGTERM');
  process.exitCode = code ?? 1;
});
