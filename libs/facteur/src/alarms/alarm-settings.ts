import { Injectable } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import {
  EnumField,
  IntField,
  NestedListField,
  SettingsStore,
  StoredSettings,
  TextField,
  TextListField,
} from '@facteur/platform';
import { ALARM_RULES, type AlarmRule } from './alarm-rules.js';

interface AlarmChoices {
  /** Who is told; all admins when empty. */
  addresses: string[];
  rules: AlarmRule[];
}

export class AlarmRuleDto implements AlarmRule {
  @TextField({ required: true, max: 31, example: 'account', description: 'The code of a check of Health' })
  code: string;

  @EnumField(['warn', 'fail'], { required: true, description: 'From which state on' })
  from: 'warn' | 'fail';

  @IntField({ required: true, min: 0, max: 10_080, description: 'Minutes that it must last' })
  minutes: number;
}

export class AlarmSettingsDto {
  @TextListField({ nullable: true, max: 20, maxLength: 254, description: 'Who is told; null: all admins' })
  addresses?: string[] | null;

  @NestedListField(() => AlarmRuleDto, {
    max: 50,
    nullable: true,
    description: 'All rules; null takes the default back',
  })
  rules?: AlarmRuleDto[] | null;
}

export class AlarmRuleView {
  @ApiProperty({ type: String }) code: string;
  @ApiProperty({ enum: ['warn', 'fail'] }) from: 'warn' | 'fail';
  @ApiProperty({ type: 'integer' }) minutes: number;
}

export class AlarmSettingsView {
  @ApiProperty({ type: [String], description: 'Empty: all admins' }) addresses: string[];
  @ApiProperty({ type: [AlarmRuleView] }) rules: AlarmRuleView[];
}

@Injectable()
export class AlarmSettings extends StoredSettings<AlarmChoices> {
  protected readonly name = 'alarms';

  constructor(settings: SettingsStore) {
    super(settings);
  }

  protected defaults(): AlarmChoices {
    return { addresses: [], rules: [...ALARM_RULES] };
  }
}
