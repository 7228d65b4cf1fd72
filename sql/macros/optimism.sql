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
CREATE OR REPLACE MACRO neutral_within() AS 0.15::DOUBLE;
COMMENT ON MACRO neutral_within IS 'Stance within this distance of 0 counts as neutral';

CREATE OR REPLACE MACRO leaning(stance) AS
    CASE WHEN stance > neutral_within() THEN 'for' WHEN stance < -neutral_within() THEN 'against' ELSE 'neutral' END;
COMMENT ON MACRO leaning IS 'for, against or neutral: the sign of a stance';

-- Regard within this distance of 0 shows a party neither for nor against another: where it tells best on labelled
-- sentences, cross-validated (LEAST of scoring/regard.py).
CREATE OR REPLACE MACRO indifferent_within() AS 0.2::DOUBLE;
COMMENT ON MACRO indifferent_within IS 'Regard within this distance of 0 speaks neither for nor against whom a statement names';

-- Shrinkage: before anything is heard of an actor, we hold what so many neutral statements would tell. One glowing
-- sentence then gives 1/3 of its value, ten give 10/12, and a mean of much evidence is left alone. Two is the ratio of
-- the variance of statements around their actor's mean (0.34 squared, on 626 labelled ones) to that of the actors'
-- means themselves (0.24 squared), which makes the shrunk mean the best guess (empirical Bayes).
CREATE OR REPLACE MACRO prior_statements() AS 2.0::DOUBLE;
COMMENT ON MACRO prior_statements IS 'Number of neutral statements that are added to every mean';

CREATE OR REPLACE MACRO shrunk(total, weight) AS total / (weight + prior_statements());
COMMENT ON MACRO shrunk IS 'Mean of statements with this total and weight, shrunk toward 0';

-- What the rows of statements come to. The sums of some rows are the sum of their sums, so means of anything (documents,
-- months, outlets) are made of them, and the macros below take them.
CREATE OR REPLACE MACRO summed(weight, optimism, stance, sentiment) AS {
    'statements': count(*),
    'weight': sum(weight),
    'optimism_sum': sum(weight * optimism),
    'optimism_squares': sum(weight * optimism ** 2),
    'stance_sum': sum(weight * stance),
    'sentiment_sum': sum(weight * sentiment)
};
COMMENT ON MACRO summed IS 'Aggregate over statements: how many, and the sums that means are made of';

-- Weighted mean, shrunk toward 0. `optimism_sum` is the sum of weight times optimism in a row, of one statement or many.
CREATE OR REPLACE MACRO mean_optimism(optimism_sum, weight) AS shrunk(sum(optimism_sum), sum(weight));
COMMENT ON MACRO mean_optimism IS 'Aggregate: weighted mean of optimism, shrunk toward 0';

-- Standard deviation of an actor's statements around their mean, assumed before there are enough to tell, and how many
-- statements that assumption is worth.
CREATE OR REPLACE MACRO prior_spread() AS 0.35::DOUBLE;
COMMENT ON MACRO prior_spread IS 'Assumed spread (standard deviation) of an actor''s statements, where there are too few to tell';

CREATE OR REPLACE MACRO spread_statements() AS 2.0::DOUBLE;
COMMENT ON MACRO spread_statements IS 'Number of statements that the assumed spread is worth';

-- Sixty sentences of one press conference tell less than sixty on as many days: statements of one actor in one document
-- correlate (by 0.27 as people label them; by 0.1 as they are scored here, because scoring adds noise of its own). n of
-- them count as n / (1 + likeness * (n - 1)), the design effect of cluster samples (Kish, Survey Sampling, 5.4).
CREATE OR REPLACE MACRO likeness() AS 0.25::DOUBLE;
COMMENT ON MACRO likeness IS 'Correlation of the statements of one actor in one document';

CREATE OR REPLACE MACRO design_effect(statements) AS
    1 + likeness() * (sum(statements * statements) / sum(statements) - 1);
COMMENT ON MACRO design_effect IS 'Aggregate over documents: by how much an actor''s statements tell less than independent ones would';

-- 90 % quantile of Student's t, both tails (Cornish-Fisher expansion in 1/degrees: within 2 % from 3 degrees on).
CREATE OR REPLACE MACRO t90(degrees) AS 1.6449 + 1.5239 / degrees + 1.4201 / (degrees * degrees);
COMMENT ON MACRO t90 IS 'How many standard errors a 90 % interval reaches to each side';

-- Half the width of the 90 % interval of the mean, over rows of one actor and document each. It is the posterior of a
-- normal mean and variance under a conjugate prior (Gelman et al., Bayesian Data Analysis, 3.3), as fits where some
-- actors have one statement and some a thousand: prior_statements() at 0, and spread_statements() with prior_spread().
-- What the statements add is divided by the design effect:
--     degrees = spread_statements + n / effect
--     scale^2 = (spread_statements * spread^2 + (sum w x^2 - (sum w x)^2 / (sum w + prior)) / effect)
--               / degrees / (prior + sum w / effect)
-- benchmarks/interval.py measures how often the true mean lies within.
CREATE OR REPLACE MACRO optimism_margin(statements, weight, optimism_sum, optimism_squares) AS
    t90(spread_statements() + sum(statements) / design_effect(statements))
    * sqrt(
        greatest(
            spread_statements() * prior_spread() ** 2
            + (sum(optimism_squares) - sum(optimism_sum) * mean_optimism(optimism_sum, weight))
            / design_effect(statements),
            0
        )
        / (spread_statements() + sum(statements) / design_effect(statements))
        / (prior_statements() + sum(weight) / design_effect(statements))
    );
COMMENT ON MACRO optimism_margin IS 'Aggregate over documents: half the width of the 90 % interval around mean_optimism';

CREATE OR REPLACE MACRO optimism_low(statements, weight, optimism_sum, optimism_squares) AS greatest(
    mean_optimism(optimism_sum, weight) - optimism_margin(statements, weight, optimism_sum, optimism_squares), -1
);
COMMENT ON MACRO optimism_low IS 'Aggregate over documents: lower end of the 90 % interval';

CREATE OR REPLACE MACRO optimism_high(statements, weight, optimism_sum, optimism_squares) AS least(
    mean_optimism(optimism_sum, weight) + optimism_margin(statements, weight, optimism_sum, optimism_squares), 1
);
COMMENT ON MACRO optimism_high IS 'Aggregate over documents: upper end of the 90 % interval';

-- What a view says of optimism: counts, mean and interval, and the plain means of stance and sentiment.
CREATE OR REPLACE MACRO averaged(statements, weight, optimism_sum, optimism_squares, stance_sum, sentiment_sum) AS {
    'statements': sum(statements)::BIGINT,
    'documents': count(*),
    'weight': sum(weight),
    'optimism': mean_optimism(optimism_sum, weight),
    'optimism_low': optimism_low(statements, weight, optimism_sum, optimism_squares),
    'optimism_high': optimism_high(statements, weight, optimism_sum, optimism_squares),
    'stance': sum(stance_sum) / nullif(sum(weight), 0),
    'sentiment': sum(sentiment_sum) / nullif(sum(weight), 0)
};
COMMENT ON MACRO averaged IS 'Aggregate over documents: counts, optimism with its interval, and mean stance and sentiment';

-- Half the width of the interval of a difference between two independent means, each with its own. Measured like the
-- other: between two periods the true change lies within in 90 to 99 of 100 cases.
CREATE OR REPLACE MACRO margin_of_difference(one, other) AS sqrt(one ** 2 + other ** 2);
COMMENT ON MACRO margin_of_difference IS 'Half the width of the interval of the difference between two means, from theirs';
