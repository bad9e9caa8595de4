-- Stored credentials belong to whoever stored them (created_by), and others use them only if they are shared. Those from
-- before belonged to all, and so do those that nodes of the version before still store.
alter table connector_credentials add column shared smallint not null default 1;

-- Whether the person who began may put the account in the place of somebody else's credentials.
alter table connector_flows add column admin smallint not null default 0;
