-- Words that name a speaker only for who has read on; a surface like that with no actor behind it is unresolved.
CREATE OR REPLACE MACRO is_pronoun(surface) AS
    lower(surface) IN ('he', 'she', 'they', 'it', 'i', 'we', 'you', 'him', 'her', 'them', 'who', 'his', 'their');
COMMENT ON MACRO is_pronoun IS 'Whether the words that name a speaker are a mere pronoun';
