package ai.levqor.jobs;

import ai.levqor.OnSqlite;

class BatchesSqliteIT extends BatchesContract implements OnSqlite {}
