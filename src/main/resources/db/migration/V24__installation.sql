-- What is true of the installation as a whole, such as a fingerprint of the master secret that its hashes and encrypted
-- texts need.
create table installation (
    name  text not null primary key,
    value text not null
);
