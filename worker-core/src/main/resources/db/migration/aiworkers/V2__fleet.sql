-- Who serves what, and what operators ordered.

create table worker (
    worker_id    text primary key,
    service_name text not null,
    worker_type  text not null,
    capabilities text[] not null,           -- task types it serves
    status       text not null,             -- starting idle processing paused stopping stopped failed lost
    slots        integer not null,
    busy_slots   integer not null,
    models       text[] not null,           -- in memory now
    device       text not null,
    succeeded    bigint not null,           -- attempts since it started
    failed       bigint not null,
    mean_ms      double precision not null,
    version      text,
    started_at   timestamptz not null,      -- by the worker's clock
    last_seen_at timestamptz not null
) with (fillfactor = 50);                   -- every heartbeat is an update

-- As registered by the last worker that serves the type.
create table task_schema (
    task_type     text primary key,
    input_schema  text not null,
    output_schema text not null,
    updated_at    timestamptz not null default now()
);

-- Task types that no worker takes until resumed.
create table queue_pause (
    task_type text primary key,
    paused_by text not null,
    paused_at timestamptz not null default now()
);

-- What operators did. Rows are only ever added.
create table audit (
    id          bigint generated always as identity primary key,
    happened_at timestamptz not null default now(),
    actor       text not null,              -- as named in the request
    operation   text not null,              -- for example dead_letters.replay
    subject     text,                       -- id or task type
    detail      text
);
create index audit_happened on audit (happened_at);
