-- Agents that are known without a word in the organization file, by the logins of their apps in lower case and without a bot's
-- suffix: each with the page that says so, of its vendor, or of the app itself, which its owner writes and whose address ends in the
-- login. Only accounts that GitHub calls bots are meant: a user may have the same login.
-- One row per login.
-- key: login
select *
from (
    values
    (
        'copilot-swe-agent', 'GitHub Copilot coding agent',
        'https://docs.github.com/en/copilot/how-tos/use-copilot-agents/coding-agent/create-a-pr'
    ),
    ('copilot', 'GitHub Copilot coding agent', 'https://github.com/github/gh-aw/pull/2028'),
    ('claude', 'Claude Code', 'https://github.com/anthropics/claude-code-action#readme'),
    ('devin-ai-integration', 'Devin', 'https://github.com/apps/devin-ai-integration'),
    ('google-labs-jules', 'Jules', 'https://github.com/apps/google-labs-jules'),
    (
        'gemini-code-assist', 'Gemini Code Assist',
        'https://developers.google.com/gemini-code-assist/docs/use-code-assist-github'
    ),
    ('cursor', 'Cursor', 'https://github.com/apps/cursor'),
    ('chatgpt-codex-connector', 'Codex', 'https://github.com/apps/chatgpt-codex-connector')
) as known (login, name, page)
