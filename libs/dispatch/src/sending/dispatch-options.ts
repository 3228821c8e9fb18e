/** How the engine of this process behaves; a host and tests may change it. */
export class DispatchOptions {
  /** A sender that was not heard of for so long is taken for dead, in milliseconds. Too short costs time, never a second message. */
  senderLease = 20_000;
  /** Items claimed at a time. */
  claimSize = 200;
  /** After a broken connection to the peer: waits before it is tried again within a run, in milliseconds. */
  reconnectDelays: number[] = [500, 2_000, 5_000];
}
