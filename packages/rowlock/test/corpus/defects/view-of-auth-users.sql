-- A view for administrators that anyone may read.
-- source: https://github.com/eduardoarantes/athlete_ai_analysis/issues/29
-- expect: audit auth-users-exposed

create view admin_user_view as select id, email, created_at, last_sign_in_at from auth.users;
grant select on admin_user_view to anon, authenticated;
