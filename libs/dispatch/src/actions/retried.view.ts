import type { Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';

/** The view of a channel's mailing, with how many of its recipients wait again. */
export function retriedView<View extends object>(view: Type<View>): Type<View & { retried: number }> {
  class RetriedView extends (view as Type<object>) {
    @ApiProperty({ type: 'integer', description: 'Recipients that wait again' })
    retried: number;
  }
  // Each channel's has a name of its own in the API document.
  Object.defineProperty(RetriedView, 'name', { value: `Retried${view.name}` });
  return RetriedView as unknown as Type<View & { retried: number }>;
}
