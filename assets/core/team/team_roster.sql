-- Who was in which of the sources' teams, from when to when: dated from the first look on, direct members only. Half-open;
-- to_at is infinite for the team as it is. The organization file's teams are core.team; these tell how the sources' differ.
-- One row per version of a team and member; member null where it has none or they are not visible.
-- key: source, team_id, from_at, member_number
select * from core.github_team_roster
