package ai.levqor.callbacks;

import ai.levqor.OnPostgres;

class SecretsPostgresIT extends SecretsContract implements OnPostgres {}
