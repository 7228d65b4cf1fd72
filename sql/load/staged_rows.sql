-- The rows of staged files, with the folder of each. The variables documents, paragraphs … are lists of Parquet
-- files, one a staged folder.
CREATE TEMP MACRO staged_rows(files) AS TABLE
SELECT * EXCLUDE (filename), parse_dirpath(filename, 'both_slash') AS folder
FROM read_parquet(files, filename = true);

-- Those of one slice alone: of the staged `folders`.
CREATE TEMP MACRO slice_rows(files) AS TABLE
FROM staged_rows([file FOR file IN files IF list_contains(getvariable('folders'), parse_dirpath(file, 'both_slash'))]);
