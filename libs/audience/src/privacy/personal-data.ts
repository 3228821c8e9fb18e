import { Injectable } from '@nestjs/common';
import { definePlugin } from '@facteur/platform';
import { inOrder } from './erasure-order.js';
import type { Target } from '../record-source/target-key.js';

/** Somebody, as far as Facteur can know: addresses, and the records that carry them. */
export interface Person {
  addresses: { channel: string; key: string }[];
  records: Target[];
}

/**
 * What a room knows of people: every lib that keeps personal data registers one, by decorating it with
 * {@link PersonalDataPlugin}. Erasing keeps rows that are counted, and takes out whatever tells who it was.
 */
export interface PersonalData {
  /** Name of its part in an export. */
  readonly section: string;
  /** Members of its rows that are yes or no, which databases keep as 1 or 0. */
  readonly flags?: readonly string[];
  /**
   * Sections that are erased after this one, since its rows are found by way of theirs: copies of messages by way of
   * the queue. A section that nobody brings is refused at start.
   */
  readonly erasedBefore?: readonly string[];
  /** Runs before anything is read or erased of anybody: brings what lies elsewhere to where it is looked for. */
  fetch?(person: Person): Promise<void>;
  /** Rows as they are, for the person to read. */
  export(person: Person): Promise<object[]>;
  /** Runs inside one transaction with all others. @returns how many rows were changed or deleted */
  erase(person: Person): Promise<number>;
}

const parts = definePlugin<PersonalData>({ kind: 'personal data', name: ({ section }) => section });

/** Marks a provider as {@link PersonalData}; discovery does the rest. */
export const PersonalDataPlugin = parts.Plugin;

@Injectable()
export class PersonalDataRegistry extends parts.Registry {
  private order: PersonalData[] = [];

  override onModuleInit(): void {
    super.onModuleInit();
    this.order = inOrder(this.all());
  }

  inOrderOfErasure(): PersonalData[] {
    return this.order;
  }
}
