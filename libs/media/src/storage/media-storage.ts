/**
 * Where contents lie, by their hash. A content never changes, so that whoever has it may keep it. A storage is made
 * by the module that brings it; `DatabaseStorage` is what every process has without being told.
 */
export abstract class MediaStorage {
  /** Keeps it; the same content a second time is no fault. */
  abstract put(hash: string, content: Buffer): Promise<void>;
  abstract has(hash: string): Promise<boolean>;
  abstract remove(hash: string): Promise<void>;
  abstract get(hash: string): Promise<Buffer | undefined>;
}
