-- The public key that a session is bound to, as a JWK; null while it is not bound.
alter table sessions add column public_key text;
