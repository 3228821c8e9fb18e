import { PersonMessengers } from '@facteur/platform';
import { AlarmController, AlarmSettingsController } from './alarm.controller.js';
import { AlarmRepository } from './alarm.repository.js';
import { AlarmSettings } from './alarm-settings.js';
import { Alarms } from './alarms.js';
import { ReputationCheck, UnconfirmedCheck } from './checks.js';
import { WatchAlarmsJob } from '../jobs/watch-alarms.job.js';

/** What this room brings into the module. */
export const ALARMS_PROVIDERS = [
  Alarms,
  AlarmRepository,
  AlarmSettings,
  PersonMessengers,
  ReputationCheck,
  UnconfirmedCheck,
  WatchAlarmsJob,
];
export const ALARMS_CONTROLLERS = [AlarmController, AlarmSettingsController];
