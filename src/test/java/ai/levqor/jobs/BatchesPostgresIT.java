package ai.levqor.jobs;

import ai.levqor.OnPostgres;

class BatchesPostgresIT extends BatchesContract implements OnPostgres {}
