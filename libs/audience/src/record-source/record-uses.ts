import { Injectable } from '@nestjs/common';

/** Which of some records somebody needs, who lives above and knows why: a queue, a log. */
export type UsedRecords = (targetType: string, ids: string[]) => Promise<string[]>;

/** Asked before records are deleted that nobody asked to delete. */
@Injectable()
export class RecordUses {
  private readonly users: UsedRecords[] = [];

  register(user: UsedRecords): void {
    this.users.push(user);
  }

  async of(targetType: string, ids: string[]): Promise<Set<string>> {
    const used = await Promise.all(this.users.map((user) => user(targetType, ids)));
    return new Set(used.flat());
  }
}
