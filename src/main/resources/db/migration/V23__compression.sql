-- Long texts are compressed by the faster of the two methods that a database has: it takes a fifth of the time of the
-- other and a commit waits for it. What is stored stays as it is.
${lz4}
