import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireBinary } from './binaries.js';
import { freePort, whenListening } from './ports.js';

const ids = new Map<string, number>();

/** The numeric id of a user or group of this machine. */
function idOf(name: string, file: '/etc/passwd' | '/etc/group'): number {
  const known = ids.get(`${file} ${name}`);
  if (known !== undefined) return known;
  const line = readFileSync(file, 'utf8')
    .split('\n')
    .find((one) => one.startsWith(`${name}:`));
  if (!line) throw new Error(`There is no ${name} in ${file}.`);
  const id = Number(line.split(':')[2]);
  ids.set(`${file} ${name}`, id);
  return id;
}

const OWNER = 'nobody';

/** Services of Postfix whose sockets lie where unprivileged programs reach them. */
const PUBLIC = new Set(['pickup', 'cleanup', 'qmgr', 'showq', 'flush']);

/** Mailboxes in Maildir form, read by a real Dovecot on a free loopback port. Any user's password is "secret". */
export class Dovecot {
  port = 0;
  private process: ChildProcess | undefined;

  private constructor(
    readonly folder: string,
    private readonly binary: string,
  ) {}

  static async start(folder = mkdtempSync(join(tmpdir(), 'facteur-dovecot-'))): Promise<Dovecot> {
    const server = new Dovecot(folder, requireBinary('dovecot', 'dovecot-imapd'));
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, 'mail'), { recursive: true });
    chownSync(join(folder, 'mail'), idOf(OWNER, '/etc/passwd'), idOf('nogroup', '/etc/group'));
    server.port = await freePort();
    await server.launch();
    return server;
  }

  async launch(): Promise<void> {
    const { folder, port } = this;
    const file = join(folder, 'dovecot.conf');
    writeFileSync(
      file,
      `base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
protocols = imap
ssl = no
disable_plaintext_auth = no
listen = 127.0.0.1
default_internal_user = ${OWNER}
default_internal_group = nogroup
default_login_user = ${OWNER}
first_valid_uid = 1
mail_location = maildir:${folder}/mail/%n
mail_max_userip_connections = 50
namespace inbox {
  inbox = yes
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=${OWNER} gid=nogroup home=${folder}/mail/%n
}
`,
    );
    this.process = spawn(this.binary, ['-F', '-c', file], { stdio: 'ignore' });
    await whenListening(port);
  }

  /** Puts a message into a user's folder as a mail server would, received at `date`. */
  deliver(user: string, raw: string | Buffer, date = new Date()): void {
    const box = join(this.folder, 'mail', user);
    const [uid, gid] = [idOf(OWNER, '/etc/passwd'), idOf('nogroup', '/etc/group')];
    for (const part of ['', 'tmp', 'cur', 'new']) {
      const path = join(box, part);
      if (existsSync(path)) continue;
      mkdirSync(path, { recursive: true });
      chownSync(path, uid, gid);
    }
    const file = join(box, 'new', `${Date.now()}.${Math.random()}`);
    writeFileSync(file, raw);
    utimesSync(file, date, date);
    chownSync(file, uid, gid);
  }

  /** Files of a user's folder, by whether they were read. */
  files(user: string, sub = ''): { name: string; seen: boolean }[] {
    const box = join(this.folder, 'mail', user, sub);
    return ['new', 'cur'].flatMap((part) => {
      const path = join(box, part);
      return existsSync(path)
        ? readdirSync(path).map((name) => ({ name, seen: part === 'cur' && /:2,[A-Z]*S/.test(name) }))
        : [];
    });
  }

  /** As after a restored backup: the same messages under new numbers, which a new UIDVALIDITY tells. */
  renumber(user: string): void {
    const box = join(this.folder, 'mail', user);
    const list = join(box, 'dovecot-uidlist');
    const [header = ''] = readFileSync(list, 'utf8').split('\n');
    for (const name of readdirSync(box)) if (name.startsWith('dovecot')) rmSync(join(box, name));
    const anew = header.replace(/ V(\d+)/, (_, validity) => ` V${Number(validity) + 1}`);
    writeFileSync(list, `${anew.replace(/ N\d+/, ' N1')}\n`);
    chownSync(list, idOf(OWNER, '/etc/passwd'), idOf('nogroup', '/etc/group'));
  }

  async stop(): Promise<void> {
    await this.halt();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async halt(): Promise<void> {
    await ended(this.process);
  }
}

/**
 * A real Postfix on a free loopback port that delivers one domain into Maildir folders, writes genuine
 * bounces for users that it does not know, and lets nothing out of the machine.
 */
export class Postfix {
  port = 0;
  private process: ChildProcess | undefined;

  private constructor(
    readonly folder: string,
    private readonly binary: string,
    readonly domain: string,
  ) {}

  /** @param mail root of the Maildir folders; @param users those that exist. */
  static async start(mail: string, domain: string, users: string[]): Promise<Postfix> {
    const binary = requireBinary('postfix', 'postfix');
    const folder = mkdtempSync(join(tmpdir(), 'facteur-postfix-'));
    chmodSync(folder, 0o755);
    const server = new Postfix(folder, binary, domain);
    server.port = await freePort();
    const etc = join(folder, 'etc');
    for (const part of ['etc', 'queue', 'data', 'log']) mkdirSync(join(folder, part));
    chownSync(join(folder, 'data'), idOf('postfix', '/etc/passwd'), idOf('postfix', '/etc/group'));
    for (const name of readdirSync('/etc/postfix'))
      if (/^(dynamicmaps\.cf|postfix-files)/.test(name))
        cpSync(join('/etc/postfix', name), join(etc, name), { recursive: true });
    writeFileSync(join(etc, 'users'), users.map((user) => `${user}@${domain} ${user}/\n`).join(''));
    const uid = idOf(OWNER, '/etc/passwd');
    const gid = idOf('nogroup', '/etc/group');
    writeFileSync(
      join(etc, 'main.cf'),
      `compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = ${folder}/log/postfix.log
maillog_file_prefixes = ${folder}
mail_owner = postfix
setgid_group = postdrop
myhostname = mail.${domain}
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
virtual_mailbox_domains = ${domain}
virtual_mailbox_maps = texthash:${etc}/users
virtual_mailbox_base = ${mail}
virtual_uid_maps = static:${uid}
virtual_gid_maps = static:${gid}
virtual_minimum_uid = 1
recipient_delimiter = +
smtpd_reject_unlisted_recipient = no
smtpd_relay_restrictions = permit_mynetworks, reject
default_transport = error:5.4.4 no mail leaves this machine
relay_transport = error:5.4.4 no mail leaves this machine
alias_maps =
alias_database =
local_recipient_maps =
`,
    );
    const service = (name: string, type: string, max: string, command: string, wakeup = '-') =>
      `${name} ${type} ${PUBLIC.has(name) ? 'n' : '-'} ${name === 'virtual' ? 'n' : '-'} n ${wakeup} ${max} ${command}\n`;
    writeFileSync(
      join(etc, 'master.cf'),
      [
        `127.0.0.1:${server.port} inet n - n - - smtpd\n`,
        service('pickup', 'unix', '1', 'pickup', '60'),
        service('cleanup', 'unix', '0', 'cleanup'),
        service('qmgr', 'unix', '1', 'qmgr', '300'),
        service('rewrite', 'unix', '-', 'trivial-rewrite'),
        service('bounce', 'unix', '0', 'bounce'),
        service('defer', 'unix', '0', 'bounce'),
        service('trace', 'unix', '0', 'bounce'),
        service('error', 'unix', '-', 'error'),
        service('retry', 'unix', '-', 'error'),
        service('discard', 'unix', '-', 'discard'),
        service('virtual', 'unix', '-', 'virtual'),
        service('anvil', 'unix', '1', 'anvil'),
        service('proxymap', 'unix', '-', 'proxymap'),
        'postlog unix-dgram n - n - 1 postlogd\n',
        service('showq', 'unix', '-', 'showq'),
        service('flush', 'unix', '0', 'flush', '1000?'),
      ].join(''),
    );
    server.process = spawn(binary, ['-c', etc, 'start-fg'], { stdio: 'ignore' });
    await whenListening(server.port);
    return server;
  }

  get log(): string {
    return readFileSync(join(this.folder, 'log', 'postfix.log'), 'utf8');
  }

  async stop(): Promise<void> {
    // The script in front waits for the master and passes no signal on; a master that is told to ends with all its own.
    const exited = new Promise((resolve) => this.process!.once('exit', resolve));
    process.kill(Number(readFileSync(join(this.folder, 'queue', 'pid', 'master.pid'), 'utf8')), 'SIGTERM');
    await exited;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function ended(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await exited;
}
