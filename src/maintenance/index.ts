/** For operators: backup, restore, check, repair, move and migrate. Every export here is public API. */
export { backup, restore, type CopyingOptions, type CopyingProgress, type CopyingReport } from './backup.ts'
export { doctor, type DoctorOptions, type DoctorProgress, type DoctorReport } from './doctor.ts'
export {
  doctorPostgres,
  type DoctorPostgresOptions,
  type DoctorPostgresReport,
} from '../stores/postgres/inspect/doctor.ts'
export type { PostgresCheckName, PostgresFinding } from '../stores/postgres/inspect/finding.ts'
export {
  copyUser,
  copyUsers,
  type CopyUserOptions,
  type CopyUserProgress,
  type CopyUserReport,
  type CopyUsersReport,
  type UserPlace,
} from './copy-user.ts'
export { copyMemory } from './copying/copy-memory.ts'
export type {
  CopyMemoryOptions,
  CopyMemoryProgress,
  CopyMemoryReport,
  RefusedUser,
} from './copying/copy-options.ts'
export { exportFile, importFile, type ExportFileOptions, type ExportFileReport } from './user-file.ts'
export {
  foreignFormats,
  importFrom,
  type ForeignFormat,
  type ImportFromOptions,
  type ImportFromProgress,
  type ImportFromReport,
} from './import-from/import-from.ts'
export type { Refusal } from './import-from/batch.ts'
export type { RowKind } from './import-from/reading/foreign-row.ts'
export {
  migrateFiles,
  type MigrateFilesOptions,
  type MigrateFilesProgress,
  type MigrateFilesReport,
} from './migrate-files.ts'
export { exportFormats, type ExportFormat } from './export-as.ts'
export { readUserIds } from './user-ids.ts'
export { readPostgresUserIds, type ReadPostgresUserIdsOptions } from '../stores/postgres/all-users.ts'
export {
  pendingMigrations,
  type PendingMigration,
  type PendingMigrationsOptions,
} from '../stores/postgres/migration/pending.ts'
export { migrationScript, type MigrationScriptOptions } from '../stores/postgres/migration/script.ts'
export { migratePostgres, type MigratePostgresOptions } from '../stores/postgres/migration/migrate.ts'
export type { PathLike } from '../core/paths/local-path.ts'
export type { CheckName, Finding } from '../stores/sqlite/inspect/finding.ts'
