{# The schema of a model is its folder's: core, not <target>_core. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}

{# The exact quotient of two numbers of up to four decimals, rounded once, a half away from zero; null for a denominator of 0. #}
{% macro divide(numerator, denominator, decimals) -%}
    {{ adapter.dispatch('divide')(numerator, denominator, decimals) }}
{%- endmacro %}

{% macro duckdb__divide(numerator, denominator, decimals) -%}
    {%- set n = 'CAST((' ~ numerator ~ ') * 10000 AS HUGEINT)' -%}
    {%- set d = 'CAST((' ~ denominator ~ ') * 10000 AS HUGEINT)' -%}
    {%- set units = '((2 * ABS(' ~ n ~ ') * ' ~ 10 ** decimals ~ ' + ABS(' ~ d ~ ')) // NULLIF(2 * ABS(' ~ d ~ '), 0))' -%}
    {{ shopstream_scaled(n, d, units, decimals) }}
{%- endmacro %}

{% macro snowflake__divide(numerator, denominator, decimals) -%}
    {%- set n = 'CAST((' ~ numerator ~ ') * 10000 AS NUMBER(38, 0))' -%}
    {%- set d = 'CAST((' ~ denominator ~ ') * 10000 AS NUMBER(38, 0))' -%}
    {%- set a = '(2 * ABS(' ~ n ~ ') * ' ~ 10 ** decimals ~ ' + ABS(' ~ d ~ '))' -%}
    {%- set b = 'NULLIF(2 * ABS(' ~ d ~ '), 0)' -%}
    {{ shopstream_scaled(n, d, '((' ~ a ~ ' - MOD(' ~ a ~ ', ' ~ b ~ ')) / ' ~ b ~ ')', decimals) }}
{%- endmacro %}

{% macro shopstream_scaled(n, d, units, decimals) -%}
    {%- set scaled = 'CAST(SIGN(' ~ n ~ ') * SIGN(' ~ d ~ ') * ' ~ units ~ ' AS DECIMAL(28, 0))' -%}
    {%- if decimals == 0 -%} {{ scaled }}
    {%- else -%} CAST({{ scaled }} * {{ '0.' ~ '0' * (decimals - 1) ~ '1' }} AS DECIMAL(38, {{ decimals }}))
    {%- endif -%}
{%- endmacro %}
