-- Currencies that everyone reads, of which nothing is declared.

create table currencies (
  code char(3) primary key,
  name text not null
);
insert into currencies values ('CHF', 'Swiss franc'), ('JPY', 'Yen');
alter table currencies enable row level security;
create policy "everyone reads" on currencies for select to anon, authenticated using (true);
grant select on currencies to anon, authenticated;
