-- Words that name a speaker only for who has read on; a surface like that with no actor behind it is unresolved.
CREATE OR REPLACE MACRO is_pronoun(surface) AS
    lower(surface) IN (
        'i', 'me', 'my', 'we', 'us', 'our', 'you', 'your', 'he', 'him', 'his', 'she', 'her', 'it', 'its',
        'they', 'them', 'their', 'who', 'this', 'that', 'these', 'those', 'both', 'everyone', 'someone', 'anyone'
    );
COMMENT ON MACRO is_pronoun IS 'Whether the words that name a speaker are a mere pronoun';
