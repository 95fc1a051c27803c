-- Whoever has the page open is told of new tasks of their team. The policies of the table decide who hears of which row,
-- as they decide who sees it.
alter publication supabase_realtime add table team_tasks;
