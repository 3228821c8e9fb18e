export { Recorded, Unrecorded } from './audit/audit.interceptor.js';
export { AuditTrail } from './audit/audit-trail.js';
export { Clock, DAY, FixedClock, HOUR, MINUTE, SystemClock } from './clock/clock.js';
export { monthsAfter } from './clock/months-after.js';
export { checkSchedule, nextFiring } from './clock/cron.js';
export { dayOf, hourOf, isTimeZone, stepStart, wallTime } from './clock/zoned-time.js';
export { type CollectionQuery, InAnyCollection, InCollection } from './collection/collection-query.js';
export {
  boolean,
  collection,
  type CollectionColumn,
  type CollectionSpec,
  type ColumnKind,
  type Columns,
  date,
  json,
  nullable,
  number,
  oneOf,
  personal,
  text,
  type ViewOf,
} from './collection/collection-spec.js';
export { FILTER_VALUE } from './collection/filter-value.js';
export { Collections, type Page } from './collection/collections.js';
export { searchSql, type SqlCondition } from './collection/filter-sql.js';
export { type Environment, readEnvironment, withoutPassword } from './config/environment.js';
export { SiteOptions } from './config/site-options.js';
export { type About, aboutNow, aboutThis, doing } from './doing/doing.js';
export { BaseEntity } from './database/base.entity.js';
export { BooleanColumn, SealedColumn } from './database/columns.js';
export { createDataSource, mysqlSource, type SchemaParts, sqliteSource } from './database/data-source.js';
export { Database } from './database/database.js';
export { type HostColumn, HostData, type HostDataSource, type HostEntity } from './database/host-data.js';
export {
  type Dialect,
  likePattern,
  mysqlDialect,
  parameterRows,
  parameters,
  readDate,
  sqliteDialect,
} from './database/dialect.js';
export { withPrefix } from './database/table-prefix.js';
export { EntityStore } from './database/entity-store.js';
export { inChunks } from './database/in-chunks.js';
export { inGroups } from './database/in-groups.js';
export { Mutex } from './database/mutex.js';
export { isConnectionError, isDuplicate, isRetryable } from './database/transient-errors.js';
export { ProblemFilter } from './errors/problem.filter.js';
export {
  Conflict,
  type FieldFault,
  InUse,
  InvalidInput,
  NotFound,
  Problem,
  type UsedBy,
} from './errors/problems.js';
export { OnFacteurEvent } from './events/on-event.js';
export { EventBus } from './events/event-bus.js';
export { MadeEntity, TeamEntity } from './belonging/belonging.entities.js';
export { BelongingGuard, LeavesAsItIs } from './belonging/belonging.guard.js';
export { BelongingRepository } from './belonging/belonging.repository.js';
export { type Made, madeNow } from './belonging/made-now.js';
export { seesAllNow, visibleNow } from './belonging/belonging-sql.js';
export { type Reach, REACHES, reachKey, type Reaching, reachOf } from './belonging/reach.js';
export { TeamDirectory } from './belonging/team-directory.js';
export { EXPORT_TYPES, Exporter, Exporting, type ExportQuery } from './export/exporter.js';
export {
  AccessGuard,
  AccessPolicy,
  type ApiRequest,
  cookieOf,
  type Principal,
  sessionCookie,
  WithoutSignIn,
} from './http/access-policy.js';
export { type Actor, actorNow, asNobody } from './http/acting.js';
export {
  HEALTH_STATES,
  type HealthCheck,
  HealthCheckPlugin,
  HealthChecks,
  type HealthFinding,
  type HealthState,
} from './health/health-check.js';
export {
  Answers,
  AnswersCreated,
  AnswersElsewhere,
  AnswersFile,
  AnswersList,
  AnswersNothing,
  AnswersObject,
  AnswersOneOf,
  AnswersPage,
  PageLinks,
  PageMeta,
  Refuses,
  viewOf,
} from './http/answers.js';
export {
  ApiController,
  describingApi,
  markPublic,
  PublicController,
  WatchController,
} from './http/api-controller.js';
export { type RequestTime, RequestTimes } from './http/request-times.js';
export { withProblems } from './http/api-document.js';
export { announcedBytes } from './http/bodies/kept-back.js';
export { beyondBounds } from './http/bodies/bounded-json.js';
export { FILE_COMES } from './http/bodies/body.guard.js';
export { isFacteur, isOwn, OwnPaths } from './http/bodies/own-paths.js';
export { InstallationMark } from './ids/installation-mark.js';
export { MB, STRANGER_BYTES, TakesBody, TakesFile } from './http/bodies/takes-body.js';
export { By } from './http/by.js';
export { Body, Query } from './http/params.js';
export {
  BoolField,
  DateField,
  EmailField,
  EnumField,
  EnumListField,
  FIELD_READING,
  type FieldReading,
  FlagField,
  HostField,
  IdField,
  LanguageField,
  IdListField,
  TargetIdField,
  IntField,
  isEmailAddress,
  LongTextField,
  NestedField,
  NestedListField,
  NumberField,
  ObjectField,
  PasswordField,
  TextField,
  TextListField,
  UrlField,
} from './http/fields.js';
export { OPEN_MEMBERS } from './http/open-members.js';
export { parseDate } from './http/parse-date.js';
export { fileNameOf, receiveUpload, uploadedBytes } from './http/upload.js';
export { readAs, validationPipe } from './http/validation.pipe.js';
export { isLoopbackHost, parseWebAddress, siteAddressOf } from './http/web-address.js';
export { newPublicId } from './ids/public-id.js';
export { Sealer } from './ids/sealer.js';
export { agreeOnSecret } from './installation/agree-on-secret.js';
export { Installation } from './installation/installation.js';
export { Gate } from './limits/gate.js';
export { LONGEST_WINDOW, RateLimits } from './limits/rate-limits.js';
export { CallRefused, neighbourhoodOf, OutboundPolicy, policyOf } from './network/outbound-policy.js';
export { ENVIRONMENT, PlatformModule, type PlatformParts } from './platform.module.js';
export {
  isQuiet,
  type MailedAsTold,
  NOTIFICATION_KINDS,
  type NotificationKind,
} from './notifications/notification-kinds.js';
export type { DueMail } from './notifications/notification.repository.js';
export { Notifications, type Told } from './notifications/notifications.js';
export {
  definePlugin,
  type FoundPlugin,
  type PluginKind,
  PluginRegistry,
} from './plugins/plugin-registry.js';
export { isGone, processMark } from './process/process-mark.js';
export { RowLeases } from './process/row-leases.repository.js';
export { SecretBox } from './secrets/secret-box.js';
export { SealedColumns } from './secrets/sealed-columns.repository.js';
export { keepSecretsInPlace } from './secrets/secret-place.js';
export { SettingsStore } from './settings/settings-store.js';
export { type SettingsChanges, StoredSettings } from './settings/stored-settings.js';
export { MOST_USERS, Usage } from './usage/usage.js';
export { joined, statementsOf } from './database/content-parts.js';
export { canonicalLanguage, directionOf, languagesOf, widened } from './language/language.js';
export { insistOn, mayNow, Needs, notAllowed } from './permissions/needs.js';
export {
  isPermission,
  type Need,
  ofPrograms,
  type Permission,
  PERMISSION_WORDS,
  PERMISSIONS,
  SIGNED_IN,
  unsound,
} from './permissions/permissions.js';
export { BUILT_IN_ROLES, permissionsOf } from './permissions/roles.js';
export {
  type LinkReason,
  type PasswordLink,
  type PersonMessenger,
  type PersonNotice,
  PersonMessengerPlugin,
  PersonMessengers,
} from './people/person-messenger.js';
export { UserDirectories, type UserDirectory, UserDirectoryPlugin } from './people/user-directory.js';
