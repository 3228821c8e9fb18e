import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import mysql from 'mysql2/promise';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireBinary } from './binaries.js';
import { GaleraNode } from './galera-node.js';

/**
 * A throwaway MariaDB Galera cluster on free loopback ports: each node takes writes, and what one commits the others
 * have a moment later. Debian's mariadb-server brings all that it needs (galera-4, rsync, lsof).
 */
export class GaleraCluster {
  private constructor(
    private readonly folder: string,
    private readonly nodes: GaleraNode[],
  ) {}

  static async start(count: number): Promise<GaleraCluster> {
    requireBinary('mariadbd', 'mariadb-server');
    const folder = mkdtempSync(join(tmpdir(), 'facteur-galera-'));
    if (process.getuid?.() === 0) {
      chmodSync(folder, 0o755);
      execFileSync('chown', ['mysql:', folder]);
    }
    const nodes: GaleraNode[] = [];
    for (let i = 1; i <= count; i++) nodes.push(await GaleraNode.make(`node${i}`, folder));
    const cluster = new GaleraCluster(folder, nodes);
    nodes[0]!.install();
    await nodes[0]!.launch([], true);
    // One after the other: each copies all from one that is there, which answers nobody meanwhile.
    for (const node of nodes.slice(1)) await node.launch(cluster.addresses());
    return cluster;
  }

  /** @param node from 0. */
  url(node: number, database: string): string {
    return this.nodes[node]!.url(database);
  }

  async createDatabase(name: string): Promise<void> {
    const connection = await mysql.createConnection(this.url(0, ''));
    await connection.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
    await connection.end();
  }

  async kill(node: number): Promise<void> {
    await this.nodes[node]!.kill();
  }

  /** As for maintenance: what it is doing it may finish, and it takes leave of the others. */
  async shutDown(node: number): Promise<void> {
    await this.nodes[node]!.stop();
  }

  /** Brings one back; ends once it has all that the others have. */
  async restart(node: number): Promise<void> {
    await this.nodes[node]!.launch(this.addresses());
  }

  async stop(): Promise<void> {
    for (const node of this.nodes) await node.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private addresses(): string[] {
    return this.nodes.map((node) => node.address);
  }
}
