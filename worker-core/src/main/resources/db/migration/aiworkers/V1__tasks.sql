-- The durable truth about tasks. Status, priority, policy and kind hold the lower-case names of the wire contract, so that
-- a person reads in psql what a program reads in a message. Times are taken by this server's clock unless noted.

-- One row per task from its first delivery on. The hot path is one insert (claim) and one update (settle) per task.
create table task (
    id              uuid primary key,       -- chosen by the submitter
    job_id          uuid,                   -- no foreign key: a task may name a job that was never announced
    task_type       text not null,
    status          text not null,          -- queued scheduled running retrying succeeded failed cancelling cancelled expired
    priority        text,                   -- high normal low; null as submitted means normal
    worker_id       text,                   -- who holds or held the last attempt
    attempt         integer not null default 0, -- attempts counted so far; the number of the last one
    max_retries     integer,                -- null as submitted means 3
    fingerprint     text,                   -- of type, input and parameters; null until a valid delivery was seen
    idempotency_key text,
    duplicate_of    uuid,                   -- the first task of the same idempotency key, whose outcome this one gets
    -- JSON documents are text, not jsonb: they are written once and handed out whole, never searched. jsonb refuses the
    -- legal escape \u0000 and forgets the order of fields; measured with 1 KB documents, it is written as fast as text
    -- but read three times as slowly.
    input_data      text,
    parameters      text,
    output_data     text,
    error           text,                   -- TaskError; while retrying, the last one
    progress        text,                   -- {percent, stage} of a running attempt
    model           text,                   -- ModelRef of the attempt that succeeded
    timings         text,                   -- milliseconds by stage of the attempt that succeeded
    cached          boolean,
    reply_to        text,
    timeout_seconds integer,
    not_before      timestamptz,
    expires_at      timestamptz,
    created_at      timestamptz not null,   -- by the submitter's clock, but never later than the first delivery
    started_at      timestamptz,            -- of the last attempt; part of its fence
    completed_at    timestamptz,
    lease_until     timestamptz,            -- set while an attempt runs
    publish_again   boolean not null default false, -- a second delivery came while it ran: publish the result once more
    next_attempt_at timestamptz,            -- set while the relay owes the task to its queue
    result_due      boolean not null default false  -- set while the relay owes its result to the orchestrator
) with (
    fillfactor = 80,                        -- room for the second version of a row on the page of the first
    autovacuum_vacuum_scale_factor = 0.05,
    autovacuum_analyze_scale_factor = 0.05
);

-- Lists, newest first, and retention. The column never changes after the insert.
create index task_created on task (created_at, id);
create index task_of_job on task (job_id, created_at) where job_id is not null;
create index task_duplicates on task (duplicate_of) where duplicate_of is not null;
-- Small by nature: they hold only rows that wait for the relay.
create index task_due on task (next_attempt_at) where next_attempt_at is not null;
create index task_result_due on task (completed_at) where result_due;
-- Only running rows: what the reaper reads. It keeps settlements from being heap-only updates; measured without it and
-- with half of them heap-only, throughput was the same within the noise, because the commit dominates.
create index task_leased on task (lease_until) where lease_until is not null;

-- Attempts that ended other than with success. The last attempt of a task is also in its row.
create table task_attempt (
    id         bigint generated always as identity primary key,
    task_id    uuid not null references task on delete cascade,
    attempt    integer not null,            -- numbers start anew after a replay
    worker_id  text,
    status     text not null,               -- what it left the task in: retrying failed cancelled expired
    started_at timestamptz,
    ended_at   timestamptz not null default now(),
    error      text
);
create index task_attempt_of_task on task_attempt (task_id, id);

-- First come, first served: the task that owns an idempotency key.
create table idempotency (
    task_type       text not null,
    idempotency_key text not null,
    task_id         uuid not null,
    fingerprint     text not null,
    primary key (task_type, idempotency_key)
);
create index idempotency_of_task on idempotency (task_id);

create table job (
    id               uuid primary key,
    policy           text not null,         -- all any best_effort
    status           text not null,         -- running succeeded failed
    total            integer not null,
    succeeded        integer not null default 0,
    failed           integer not null default 0, -- failed and expired tasks
    cancelled        integer not null default 0,
    cancel_requested boolean not null default false, -- tasks that arrive later are cancelled at their claim
    created_at       timestamptz not null default now(),
    completed_at     timestamptz,
    announce_due     boolean not null default false  -- the relay owes job.completed
) with (fillfactor = 50);                   -- counters change often and no index covers them
create index job_created on job (created_at, id);
create index job_announce_due on job (completed_at) where announce_due;

-- What waits for a person. It waits if it was never replayed, or came back after its last replay.
create table dead_letter (
    id          uuid primary key,
    kind        text not null,              -- dead: attempts exhausted; unprocessable: never a valid task
    task_id     uuid,
    task_type   text,
    error       text not null,
    attempts    integer not null default 0,
    body        bytea,                      -- the message as received; null for dead, where the task row has it all
    created_at  timestamptz not null default now(),
    replayed_at timestamptz
);
create index dead_letter_created on dead_letter (created_at, id);
create index dead_letter_of_task on dead_letter (task_id) where task_id is not null;
-- A task that dies again renews its dead letter.
create unique index dead_letter_dead_task on dead_letter (task_id) where kind = 'dead';
