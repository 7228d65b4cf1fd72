-- How stance, sentiment and relevance become optimism, and statements a mean with an interval. Every number of the
-- views comes from here, and views look macros up when they are read, so
--     CREATE TEMP MACRO stance_share() AS 1.0;
-- changes them all for the session.

-- Share of stance in optimism; the rest is sentiment. Stance decides, because only stance asks what the speaker wants;
-- tone carries a little of how warmly it is said.
CREATE OR REPLACE MACRO stance_share() AS 0.8::DOUBLE;
COMMENT ON MACRO stance_share IS 'Share of stance in optimism; the rest is sentiment';

-- Optimism of one statement, -1 to 1; null where it is not about the two countries, so that means skip it.
CREATE OR REPLACE MACRO optimism(stance, sentiment, relevance) AS
    CASE WHEN relevance > 0 THEN stance_share() * stance + (1 - stance_share()) * sentiment END;
COMMENT ON MACRO optimism IS 'Optimism of one statement, -1 to 1: stance and sentiment combined; null where it is unrelated';

-- How much a statement counts. What bears on relations only indirectly (Syria, a sanction, a visit) says half as much
-- about normalisation as what is about relations as such.
CREATE OR REPLACE MACRO statement_weight(relevance) AS
    CASE relevance WHEN 2 THEN 1.0::DOUBLE WHEN 1 THEN 0.5::DOUBLE ELSE 0.0::DOUBLE END;
COMMENT ON MACRO statement_weight IS 'How much a statement counts in a mean: 1 for relevance 2, 0.5 for relevance 1';

-- Stance within this distance of 0 counts as neutral.
CREATE OR REPLACE MACRO neutral_within() AS 0.1::DOUBLE;
COMMENT ON MACRO neutral_within IS 'Stance within this distance of 0 counts as neutral';

CREATE OR REPLACE MACRO leaning(stance) AS
    CASE WHEN stance > neutral_within() THEN 'for' WHEN stance < -neutral_within() THEN 'against' ELSE 'neutral' END;
COMMENT ON MACRO leaning IS 'for, against or neutral: the sign of a stance';

-- Shrinkage: before anything is heard of an actor, we hold what so many neutral statements would tell. One glowing
-- sentence then gives 1/3 of its value, ten give 10/12, and a mean of much evidence is left alone.
CREATE OR REPLACE MACRO prior_statements() AS 2.0::DOUBLE;
COMMENT ON MACRO prior_statements IS 'Number of neutral statements that are added to every mean';

-- Standard deviation of the optimism of an actor's statements around their mean, assumed before there are enough
-- to tell.
CREATE OR REPLACE MACRO prior_spread() AS 0.4::DOUBLE;
COMMENT ON MACRO prior_spread IS 'Assumed spread (standard deviation) of an actor''s statements, where there are too few to tell';

-- Weighted mean, shrunk toward 0.
CREATE OR REPLACE MACRO mean_optimism(optimism, weight) AS
    sum(optimism * weight) / (sum(weight) + prior_statements());
COMMENT ON MACRO mean_optimism IS 'Aggregate: weighted mean of optimism, shrunk toward 0';

-- 90 % quantile of Student's t, both tails (Cornish-Fisher expansion in 1/degrees: within 2 % from 3 degrees on).
CREATE OR REPLACE MACRO t90(degrees) AS 1.6449 + 1.5239 / degrees + 1.4201 / (degrees * degrees);
COMMENT ON MACRO t90 IS 'How many standard errors a 90 % interval reaches to each side';

-- Half the width of the 90 % interval of the mean. It is the posterior of a normal mean and variance under a conjugate
-- (normal-inverse-gamma) prior worth prior_statements() statements at 0 with spread prior_spread(), the usual choice
-- where some actors have one statement and some a thousand (Gelman et al., Bayesian Data Analysis, 3.3):
--     degrees = prior + n,  scale^2 = (prior * spread^2 + sum w x^2 - (prior + sum w) * mean^2) / degrees / (prior + sum w)
CREATE OR REPLACE MACRO optimism_margin(optimism, weight) AS
    t90(prior_statements() + count(optimism))
    * sqrt(
        greatest(
            prior_statements() * prior_spread() ** 2 + sum(weight * optimism ** 2)
            - sum(optimism * weight) ** 2 / (sum(weight) + prior_statements()),
            0
        )
        / (prior_statements() + count(optimism))
        / (sum(weight) + prior_statements())
    );
COMMENT ON MACRO optimism_margin IS 'Aggregate: half the width of the 90 % interval around mean_optimism';

CREATE OR REPLACE MACRO optimism_low(optimism, weight) AS
    greatest(mean_optimism(optimism, weight) - optimism_margin(optimism, weight), -1);
COMMENT ON MACRO optimism_low IS 'Aggregate: lower end of the 90 % interval';

CREATE OR REPLACE MACRO optimism_high(optimism, weight) AS
    least(mean_optimism(optimism, weight) + optimism_margin(optimism, weight), 1);
COMMENT ON MACRO optimism_high IS 'Aggregate: upper end of the 90 % interval';
