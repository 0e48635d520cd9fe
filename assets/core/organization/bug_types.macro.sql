-- What bugs are called on sites whose organization file does not say so: Jira's own words in its larger languages.
create or replace macro core.bug_types() as (
    [
        'Bug', 'Defect', 'Fehler', 'Bogue', 'Anomalie', 'Error', 'Errore', 'Fallo', 'Defeito', 'Erro', 'Fout',
        'Błąd', 'Ошибка', 'Баг', 'バグ', '缺陷', '故障', '버그'
    ]
)
