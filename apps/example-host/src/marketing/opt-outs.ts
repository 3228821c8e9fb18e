import { TargetListOptedOut } from '@facteur/facteur/audience';
import { OnFacteurEvent } from '@facteur/facteur/platform';
import { Injectable, Logger } from '@nestjs/common';

/** What the shop does when somebody leaves a list; told after it is committed. */
@Injectable()
export class OptOuts {
  private readonly logger = new Logger('Shop');

  @OnFacteurEvent(TargetListOptedOut)
  left({ targetType, targetId }: TargetListOptedOut): void {
    this.logger.log(`${targetType} ${targetId} left a list`);
  }
}
