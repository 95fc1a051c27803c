// pg_cron's schema and functions. The jobs lie here; Rowlock's scheduler (background/) runs them.
// https://github.com/citusdata/pg_cron says how they are called

export const CRON = `
  create sequence if not exists cron.jobid_seq;
  create table if not exists cron.job (
    jobid bigint primary key default nextval('cron.jobid_seq'),
    schedule text not null,
    command text not null,
    nodename text not null default 'localhost',
    nodeport integer not null default inet_server_port(),
    database text not null default current_database(),
    username text not null default current_user,
    active boolean not null default true,
    jobname text,
    constraint jobname_username_uniq unique (jobname, username)
  );

  create sequence if not exists cron.runid_seq;
  create table if not exists cron.job_run_details (
    jobid bigint,
    runid bigint primary key default nextval('cron.runid_seq'),
    job_pid integer,
    database text,
    username text,
    command text,
    status text,
    return_message text,
    start_time timestamptz,
    end_time timestamptz
  );

  alter table cron.job enable row level security;
  drop policy if exists cron_job_policy on cron.job;
  create policy cron_job_policy on cron.job using (username = current_user);
  alter table cron.job_run_details enable row level security;
  drop policy if exists cron_job_run_details_policy on cron.job_run_details;
  create policy cron_job_run_details_policy on cron.job_run_details using (username = current_user);

  -- Five fields, or "N seconds"; the scheduler reads the rest of it.
  create or replace function cron._check_schedule(schedule text) returns text language plpgsql immutable as $$
  begin
    if schedule !~* '^\\s*[1-5]?[0-9]\\s+seconds?\\s*$'
      and schedule !~* '^\\s*@(yearly|annually|monthly|weekly|daily|midnight|hourly)\\s*$'
      and schedule !~* '^\\s*([0-9*,/$a-z-]+\\s+){4}[0-9*,/$a-z-]+\\s*$'
    then
      raise exception 'invalid schedule: %', schedule
        using hint = 'Use cron format (e.g. 5 4 * * *), or interval format ''[1-59] seconds''';
    end if;
    return trim(schedule);
  end
  $$;

  create or replace function cron.schedule(job_name text, schedule text, command text) returns bigint
  language sql as $$
    insert into cron.job (jobname, schedule, command)
    values (job_name, cron._check_schedule(schedule), command)
    on conflict on constraint jobname_username_uniq
    do update set schedule = excluded.schedule, command = excluded.command
    returning jobid
  $$;

  create or replace function cron.schedule(schedule text, command text) returns bigint language sql as $$
    insert into cron.job (schedule, command) values (cron._check_schedule(schedule), command) returning jobid
  $$;

  create or replace function cron.schedule_in_database(
    job_name text, schedule text, command text, database text, username text default null, active boolean default true
  ) returns bigint language sql as $$
    insert into cron.job (jobname, schedule, command, database, username, active)
    values (job_name, cron._check_schedule(schedule), command, database, coalesce(username, current_user), active)
    on conflict on constraint jobname_username_uniq
    do update set schedule = excluded.schedule, command = excluded.command, database = excluded.database,
      active = excluded.active
    returning jobid
  $$;

  create or replace function cron.alter_job(
    job_id bigint, schedule text default null, command text default null, database text default null,
    username text default null, active boolean default null
  ) returns void language sql as $$
    update cron.job as j
    set schedule = coalesce(cron._check_schedule(alter_job.schedule), j.schedule),
      command = coalesce(alter_job.command, j.command),
      database = coalesce(alter_job.database, j.database),
      username = coalesce(alter_job.username, j.username),
      active = coalesce(alter_job.active, j.active)
    where jobid = job_id
  $$;

  create or replace function cron.unschedule(job_id bigint) returns boolean language plpgsql as $$
  begin
    delete from cron.job where jobid = job_id;
    if not found then
      raise exception 'could not find valid entry for job ''%''', job_id;
    end if;
    return true;
  end
  $$;

  create or replace function cron.unschedule(job_name text) returns boolean language plpgsql as $$
  begin
    delete from cron.job where jobname = job_name and username = current_user;
    if not found then
      raise exception 'could not find valid entry for job ''%''', job_name;
    end if;
    return true;
  end
  $$;

  create or replace function _rowlock.tell_background() returns trigger language plpgsql as $$
  begin
    perform pg_catalog.pg_notify('rowlock_background', tg_table_schema);
    return null;
  end
  $$;
  create or replace trigger tell_background after insert or update or delete on cron.job
    for each statement execute function _rowlock.tell_background();

  grant usage on schema cron to postgres with grant option;
  grant all on cron.job, cron.job_run_details to postgres with grant option;
  grant usage on all sequences in schema cron to postgres with grant option;
  revoke execute on all functions in schema cron from public;
  grant execute on all functions in schema cron to postgres with grant option;
`;
