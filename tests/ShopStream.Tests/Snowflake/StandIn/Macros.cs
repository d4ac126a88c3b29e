namespace ShopStream.Tests.Snowflake.StandIn;

/// <summary>Snowflake's functions and its INFORMATION_SCHEMA, in DuckDB.</summary>
internal static class Macros
{
    private const string Number = "data_type LIKE 'DECIMAL%' OR data_type IN ('BIGINT', 'INTEGER', 'SMALLINT', 'TINYINT', 'HUGEINT')";

    // Quotients have 12 decimals, rounded half away from zero; Snowflake gives max(s1, min(s1 + 6, 12)).
    public const string Sql = $"""
        CREATE MACRO SF_NOW() AS CAST(now() AS TIMESTAMP);
        CREATE MACRO SF_SYSDATE() AS timezone('UTC', now());
        CREATE MACRO SF_IS_NULL_VALUE(j) AS json_type(j) = 'NULL';
        CREATE MACRO SF_TRIM(x) AS trim(x, ' '), (x, c) AS trim(x, c);
        CREATE MACRO SF_LTRIM(x) AS ltrim(x, ' '), (x, c) AS ltrim(x, c);
        CREATE MACRO SF_RTRIM(x) AS rtrim(x, ' '), (x, c) AS rtrim(x, c);
        CREATE MACRO SF_REGEXP_REPLACE(x, p, r) AS regexp_replace(x, p, r, 'g');
        CREATE MACRO SF_DATE_TRUNC_SUNDAY(p, x) AS
          CASE WHEN lower(p) = 'week' THEN date_trunc('week', x + INTERVAL 1 DAY) - INTERVAL 1 DAY ELSE date_trunc(p, x) END;
        CREATE MACRO SF_FORMAT(s, f) AS
          replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(f,
          'YYYY', substr(s, 1, 4)), 'HH24', substr(s, 12, 2)), 'MM', substr(s, 6, 2)), 'DD', substr(s, 9, 2)), 'MI', substr(s, 15, 2)),
          'SS', substr(s, 18, 2)), 'FF9', rpad(substr(s, 21, 6), 9, '0')), 'FF6', rpad(substr(s, 21, 6), 6, '0')),
          'FF3', rpad(substr(s, 21, 3), 3, '0')), 'TZHTZM', '+0000');
        CREATE MACRO SF_MOMENT(x) AS CASE WHEN typeof(x) = 'TIME' THEN '2000-01-01 ' ELSE '' END || CAST(x AS VARCHAR);
        CREATE MACRO SF_VARCHAR(x, d, t, n, z) AS CASE
          WHEN typeof(x) = 'DATE' THEN memory.main.SF_FORMAT(memory.main.SF_MOMENT(x), d)
          WHEN typeof(x) = 'TIME' THEN memory.main.SF_FORMAT(memory.main.SF_MOMENT(x), t)
          WHEN typeof(x) = 'TIMESTAMP' THEN memory.main.SF_FORMAT(memory.main.SF_MOMENT(x), n)
          WHEN typeof(x) = 'TIMESTAMP WITH TIME ZONE' THEN memory.main.SF_FORMAT(regexp_replace(CAST(x AS VARCHAR), '[+-][0-9:]+$', ''), z)
          WHEN typeof(x) LIKE 'DECIMAL%' THEN regexp_replace(CAST(x AS VARCHAR), '^(-?)[.]', '\10.')
          WHEN typeof(x) IN ('DOUBLE', 'FLOAT') THEN CASE CAST(x AS VARCHAR) WHEN 'nan' THEN 'NaN' ELSE regexp_replace(CAST(x AS VARCHAR), '[.]0$', '') END
          WHEN typeof(x) = 'JSON' THEN json_extract_string(TRY_CAST(CAST(x AS VARCHAR) AS JSON), '$')
          ELSE CAST(x AS VARCHAR) END;
        CREATE MACRO SF_STRIP_NULL_VALUE(j) AS CASE WHEN json_type(j) = 'NULL' THEN NULL ELSE j END;
        CREATE MACRO SF_TO_VARCHAR(x, f) AS memory.main.SF_FORMAT(memory.main.SF_MOMENT(x), f);
        CREATE MACRO SF_TO_NUMBER(x) AS CAST(x AS DECIMAL(38, 0)), (x, f) AS CAST(CAST('0x' || x AS BIGINT) AS DECIMAL(38, 0));
        CREATE MACRO SF_TO_DATE(x) AS CAST(x AS DATE);
        CREATE MACRO SF_REGEXP_LIKE(x, p) AS regexp_full_match(x, p), (x, p, f) AS regexp_full_match(x, p, 's');
        CREATE MACRO SF_IFF(c, a, b) AS CASE WHEN c THEN a ELSE b END;
        CREATE MACRO SF_NVL(a, b) AS COALESCE(a, b);
        CREATE MACRO SF_ZEROIFNULL(a) AS COALESCE(a, 0);
        CREATE MACRO SF_COUNT_IF(c) AS count(CASE WHEN c THEN 1 END);
        CREATE MACRO SF_EQUAL_NULL(a, b) AS a IS NOT DISTINCT FROM b;
        CREATE MACRO SF_DATEDIFF(p, a, b) AS date_diff(p, a, b);
        CREATE MACRO SF_DATEADD(p, n, x) AS CASE p
          WHEN 'day' THEN x + to_days(CAST(n AS INTEGER))
          WHEN 'hour' THEN x + to_hours(CAST(n AS INTEGER)) ELSE error('DATEADD knows day and hour here') END;
        CREATE MACRO SF_DATE_FROM_PARTS(y, m, d) AS make_date(CAST(y AS BIGINT), CAST(m AS BIGINT), CAST(d AS BIGINT));
        CREATE MACRO SF_PARSE_JSON(x) AS CAST(x AS JSON);
        CREATE MACRO SF_TO_JSON(x) AS CAST(x AS VARCHAR);
        CREATE MACRO SF_CONVERT_TIMEZONE(z, x) AS timezone(z, x);
        CREATE MACRO SF_CURRENT_VERSION() AS '9.30.0';
        CREATE MACRO SF_CURRENT_ACCOUNT() AS 'TEST';
        CREATE MACRO SF_CURRENT_ROLE() AS getvariable('sf_role');
        CREATE MACRO SF_CURRENT_WAREHOUSE() AS getvariable('sf_warehouse');
        CREATE MACRO SF_CURRENT_USER() AS getvariable('sf_user');
        CREATE MACRO SF_CURRENT_DATABASE() AS getvariable('sf_database');
        CREATE MACRO SF_CURRENT_SCHEMA() AS getvariable('sf_schema');
        CREATE MACRO SF_WHOLE(x) AS CAST(CAST(x AS DECIMAL(38, 6)) * 1000000 AS HUGEINT);
        CREATE MACRO SF_HALF_UP(n, d) AS
          CAST((2 * abs(n) * CAST(1000000000000 AS HUGEINT) + abs(d)) // (2 * abs(d)) * sign(n) * sign(d) AS DECIMAL(38, 0))
          * CAST('0.000000000001' AS DECIMAL(13, 12));
        CREATE MACRO SF_DIVIDE(a, b) AS CASE
          WHEN b IS NULL OR a IS NULL THEN NULL
          WHEN b = 0 THEN error('Division by zero')
          ELSE CAST(memory.main.SF_HALF_UP(memory.main.SF_WHOLE(a), memory.main.SF_WHOLE(b)) AS DECIMAL(38, 12)) END;
        CREATE VIEW SF_TABLES AS
          SELECT database_name AS TABLE_CATALOG, schema_name AS TABLE_SCHEMA, table_name AS TABLE_NAME, 'BASE TABLE' AS TABLE_TYPE FROM duckdb_tables()
          UNION ALL SELECT database_name, schema_name, view_name, 'VIEW' FROM duckdb_views() WHERE NOT internal;
        CREATE VIEW SF_SCHEMATA AS
          SELECT database_name AS CATALOG_NAME, database_name AS TABLE_CATALOG, schema_name AS SCHEMA_NAME FROM duckdb_schemas() WHERE NOT internal;
        CREATE VIEW SF_COLUMNS AS SELECT
          database_name AS TABLE_CATALOG, schema_name AS TABLE_SCHEMA, table_name AS TABLE_NAME, column_name AS COLUMN_NAME,
          column_index AS ORDINAL_POSITION,
          CASE WHEN {Number} THEN 'NUMBER' WHEN data_type = 'VARCHAR' THEN 'TEXT'
            WHEN data_type = 'TIMESTAMP' THEN 'TIMESTAMP_NTZ' WHEN data_type = 'TIMESTAMP WITH TIME ZONE' THEN 'TIMESTAMP_TZ'
            WHEN data_type = 'DOUBLE' THEN 'FLOAT' WHEN data_type = 'JSON' THEN 'VARIANT' WHEN data_type = 'BLOB' THEN 'BINARY' ELSE data_type END AS DATA_TYPE,
          CASE WHEN data_type LIKE 'DECIMAL%' THEN numeric_precision WHEN data_type = 'HUGEINT' THEN 38 WHEN {Number} THEN 18 END AS NUMERIC_PRECISION,
          CASE WHEN {Number} THEN coalesce(numeric_scale, 0) END AS NUMERIC_SCALE,
          CASE WHEN data_type = 'VARCHAR' THEN 16777216 END AS CHARACTER_MAXIMUM_LENGTH, CASE WHEN is_nullable THEN 'YES' ELSE 'NO' END AS IS_NULLABLE
          FROM duckdb_columns() WHERE NOT internal
        """;
}
