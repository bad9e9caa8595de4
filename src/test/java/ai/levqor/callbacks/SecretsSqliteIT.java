package ai.levqor.callbacks;

import ai.levqor.OnSqlite;

class SecretsSqliteIT extends SecretsContract implements OnSqlite {}
