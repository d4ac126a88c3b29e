using static ShopStream.Tests.Changes.ModelEdit;

namespace ShopStream.Tests.Changes;

/// <summary>Changes of the shipped models, with their effects computed from the warehouse by other queries.</summary>
internal static class ModelEdits
{
    private const string Facts = "core/fact_orders.sql";
    private const string Sales = "marts/mart_sales_overview.sql";
    private const string Products = "core/dim_products.sql";
    private const string Events = "marts/mart_daily_events.sql";
    private const string Campaigns = "marts/mart_crm_conversion.sql";
    private const string Orders = "staging/stg_orders.sql";

    public static IEnumerable<ModelEdit> All => [.. Filters(), .. Joins(), .. Amounts(), .. Shapes(), .. Files(), .. Values()];

    private static IEnumerable<ModelEdit> Filters()
    {
        yield return new(
            "A filter in a mart",
            Replace(Sales, "FROM {{ ref('fact_orders') }}", "FROM {{ ref('fact_orders') }}\n    WHERE status <> 'pending'"),
            "mart mart_sales_overview",
            "mart mart_sales_overview, metric revenue: SELECT -SUM(line_revenue) FROM core.fact_orders WHERE status = 'pending'"
        )
        {
            IsWhole = false,
        };
        yield return new(
            "A filter in a fact table that leaves revenue alone",
            Replace(Facts, "FROM lines\n", "FROM lines\nWHERE status <> 'cancelled'\n"),
            "core fact_orders",
            "core fact_orders, rows removed: SELECT COUNT(*) FROM core.fact_orders WHERE status = 'cancelled'"
        );
        yield return new(
            "A filter in staging",
            Replace(Orders, "FROM {{ source('raw', 'orders') }}", "FROM {{ source('raw', 'orders') }}\nWHERE status <> 'delivered'"),
            "staging stg_orders",
            "staging stg_orders, rows removed: SELECT COUNT(*) FROM raw.orders WHERE status = 'delivered'",
            "staging stg_orders, metric revenue: SELECT -SUM(total_amount) FROM raw.orders WHERE status = 'delivered'"
        );
        yield return new(
            "The best ten products",
            Replace("marts/mart_product_performance.sql", "FROM ranked\n", "FROM ranked\nWHERE revenue_rank <= 10\n"),
            "mart mart_product_performance",
            "mart mart_product_performance, rows removed: 15 rows",
            "mart mart_product_performance, metric revenue: SELECT -SUM(total_revenue) FROM marts.mart_product_performance WHERE revenue_rank > 10"
        );
        yield return new(
            "A rule of the settings: refunded orders count",
            static _ => { },
            "core fact_orders",
            "raw orders, metric revenue: SELECT SUM(total_amount) FROM raw.orders WHERE status = 'refunded'",
            "mart mart_sales_overview, metric revenue: SELECT SUM(line_total) FROM core.fact_orders WHERE status = 'refunded'"
        )
        {
            Revenue = "status is not one of cancelled",
            IsWhole = false,
        };
    }

    private static IEnumerable<ModelEdit> Joins()
    {
        yield return new("An inner join that loses nothing", Replace(Facts, "LEFT JOIN", "JOIN"), "");
        yield return new(
            "A filter on the lines of a staging model that looks up its orders",
            Replace("staging/stg_order_items.sql", "FROM {{ source('raw', 'order_items') }}", "FROM {{ source('raw', 'order_items') }}\nWHERE id > 10"),
            "staging stg_order_items",
            "staging stg_order_items, rows removed: 10 rows",
            "staging stg_order_items, metric revenue: SELECT -SUM(line_revenue) FROM core.fact_orders WHERE order_item_id <= 10"
        );
        yield return new(
            "An inner join that loses the users without orders",
            models =>
            {
                Replace(Orders, "FROM {{ source('raw', 'orders') }}", "FROM {{ source('raw', 'orders') }}\nWHERE user_id > 3")(models);
                Replace("core/dim_users.sql", "LEFT JOIN orders", "JOIN orders")(models);
            },
            "staging stg_orders",
            "core dim_users, rows removed: 3 rows"
        )
        {
            IsWhole = false,
        };
        yield return new(
            "A join that multiplies lines",
            Replace(Facts, "ON o.order_id = i.order_id", "ON o.order_id = i.order_id OR (i.order_id = 7 AND o.order_id = 8)"),
            "core fact_orders",
            "core fact_orders, rows added: 2 rows",
            "core fact_orders, metric revenue: SELECT SUM(i.line_total) FROM raw.order_items AS i WHERE i.order_id = 7"
        );
        yield return new(
            "A join on the wrong column",
            Replace(
                Campaigns,
                "FROM {{ ref('stg_crm_contacts') }}",
                "FROM {{ ref('stg_crm_contacts') }}\n    WHERE contact_id IN (SELECT user_id FROM {{ ref('dim_users') }})"
            ),
            "mart mart_crm_conversion",
            "mart mart_crm_conversion, column contacts: SELECT COUNT(*) FROM (SELECT 1 FROM raw.crm_contacts GROUP BY source, campaign_id "
                + "HAVING COUNT(*) <> COUNT(CASE WHEN id <= 40 THEN 1 END)) AS g"
        )
        {
            IsWhole = false,
        };
    }

    private static IEnumerable<ModelEdit> Amounts()
    {
        yield return new(
            "Rounding to whole units",
            Replace(Facts, "THEN line_total ELSE", "THEN ROUND(line_total, 0) ELSE"),
            "core fact_orders",
            "core fact_orders, column line_revenue: SELECT COUNT(*) FROM core.fact_orders WHERE is_revenue AND ROUND(line_total, 0) <> line_total",
            "core fact_orders, metric revenue: SELECT SUM(ROUND(line_total, 0) - line_total) FROM core.fact_orders WHERE is_revenue"
        );
        yield return new(
            "A surcharge of a tenth in staging",
            Replace("staging/stg_order_items.sql", "line_total\n", "CAST(line_total * 1.1 AS DECIMAL(10, 2)) AS line_total\n"),
            "staging stg_order_items",
            "staging stg_order_items, column line_total: 1200 rows",
            "staging stg_order_items, metric revenue: SELECT SUM(CAST(line_total * 1.1 AS DECIMAL(10, 2)) - line_total) FROM core.fact_orders WHERE is_revenue"
        );
        yield return new(
            "A cent more for one line",
            Replace(Facts, "THEN line_total ELSE", "THEN line_total + CASE WHEN order_item_id = 1 THEN 0.01 ELSE 0 END ELSE"),
            "core fact_orders",
            "core fact_orders, column line_revenue: 1 row",
            "core fact_orders, metric revenue: +0.01"
        );
        yield return new(
            "Refunds count negatively",
            Replace(Facts, "THEN line_total ELSE 0 END", "THEN line_total WHEN status = 'refunded' THEN -line_total ELSE 0 END"),
            "core fact_orders",
            "core fact_orders, column line_revenue: SELECT COUNT(*) FROM core.fact_orders WHERE status = 'refunded'",
            "mart mart_product_performance, metric revenue: SELECT -SUM(line_total) FROM core.fact_orders WHERE status = 'refunded'"
        )
        {
            IsWhole = false,
        };
        yield return new(
            "An average without decimals",
            Replace(Sales, "divide('total_revenue', 'total_orders', 2)", "divide('total_revenue', 'total_orders', 0)"),
            "mart mart_sales_overview",
            "mart mart_sales_overview, column average_order_value: SELECT COUNT(*) FROM marts.mart_sales_overview "
                + "WHERE ROUND(total_revenue / total_orders) <> average_order_value"
        );
        yield return new(
            "Users counted twice",
            Replace(Events, "COUNT(DISTINCT user_id)", "COUNT(user_id) * 2"),
            "mart mart_daily_events",
            "mart mart_daily_events, column users: SELECT COUNT(*) FROM marts.mart_daily_events WHERE users > 0"
        );
        yield return new(
            "A count of known users instead of rows",
            Replace(Events, "COUNT(*)", "COUNT(user_id)"),
            "mart mart_daily_events",
            "mart mart_daily_events, column events: SELECT COUNT(*) FROM (SELECT 1 FROM staging.stg_events GROUP BY event_date, event_type "
                + "HAVING COUNT(*) <> COUNT(user_id)) AS g"
        );
    }

    private static IEnumerable<ModelEdit> Shapes()
    {
        yield return new(
            "A new column",
            Replace(Products, "    price,\n", "    price,\n    price * 2 AS double_price,\n"),
            "core dim_products",
            "core dim_products, schema double_price: added"
        );
        yield return new(
            "A dropped column",
            Replace(Products, "    stock_quantity,\n", ""),
            "core dim_products",
            "core dim_products, schema stock_quantity: removed"
        );
        yield return new(
            "A renamed column",
            Replace(Products, "    price,\n", "    price AS list_price,\n"),
            "core dim_products",
            "core dim_products, schema list_price: renamed from price"
        );
        yield return new(
            "A wider type",
            Replace(Products, "    price,\n", "    CAST(price AS DECIMAL(12, 2)) AS price,\n"),
            "core dim_products",
            "core dim_products, schema price: decimal(10,2) → decimal(12,2)"
        );
        yield return new(
            "A number that becomes a text",
            Replace(Products, "    price,\n", "    CAST(price AS VARCHAR) AS price,\n"),
            "core dim_products",
            "core dim_products, schema price: decimal(10,2) → text"
        );
        yield return new(
            "A coarser grain: events by day alone",
            models =>
                models.With(
                    Events,
                    "{{ config(unique_key='event_date') }}\nSELECT event_date, COUNT(*) AS events, COUNT(DISTINCT user_id) AS users "
                        + "FROM {{ ref('stg_events') }} GROUP BY event_date"
                ),
            "mart mart_daily_events",
            "mart mart_daily_events, schema event_type: removed",
            "mart mart_daily_events, rows added: SELECT COUNT(DISTINCT event_date) FROM staging.stg_events",
            "mart mart_daily_events, rows removed: SELECT COUNT(*) FROM marts.mart_daily_events"
        );
    }

    private static IEnumerable<ModelEdit> Files()
    {
        yield return new("A file moved into a folder", Move(Products, "core/products/dim_products.sql"), "");
        yield return new(
            "A model moved to another layer",
            Move("staging/stg_crm_contacts.sql", "core/stg_crm_contacts.sql"),
            "core stg_crm_contacts",
            "core stg_crm_contacts, table: moved from staging stg_crm_contacts"
        );
        yield return new(
            "A renamed model",
            Move(Campaigns, "marts/mart_campaigns.sql"),
            "mart mart_campaigns",
            "mart mart_campaigns, table: moved from mart mart_crm_conversion"
        );
        yield return new(
            "A renamed model that another reads",
            models =>
            {
                Move("staging/stg_events.sql", "staging/stg_clicks.sql")(models);
                Replace(Events, "ref('stg_events')", "ref('stg_clicks')")(models);
            },
            "staging stg_clicks",
            "staging stg_clicks, table: moved from staging stg_events"
        );
        yield return new("A removed model", models => models.Without(Events), "mart mart_daily_events", "mart mart_daily_events, table: removed");
        yield return new(
            "A new model",
            models => models.With("marts/mart_countries.sql", "SELECT country, COUNT(*) AS n FROM {{ ref('dim_users') }} GROUP BY country"),
            "mart mart_countries",
            "mart mart_countries, table: added"
        );
    }

    private static IEnumerable<ModelEdit> Values()
    {
        yield return new(
            "A day later",
            Replace(Orders, "CAST(created_at AS DATE)", "CAST(created_at + INTERVAL 1 DAY AS DATE)"),
            "staging stg_orders",
            "staging stg_orders, column order_date: 600 rows",
            "staging stg_orders, metric revenue: 0.00"
        );
        yield return new(
            "Two columns exchanged",
            Replace(Orders, "    country,\n    payment_method\n", "    payment_method AS country,\n    country AS payment_method\n"),
            "staging stg_orders",
            "staging stg_orders, column country: 600 rows",
            "staging stg_orders, column payment_method: 600 rows",
            "staging stg_orders, metric revenue: 0.00"
        );
        yield return new(
            "Another default for what is unknown",
            Replace(Campaigns, "'(none)'", "'unknown'"),
            "mart mart_crm_conversion",
            "mart mart_crm_conversion, rows added: SELECT COUNT(*) FROM marts.mart_crm_conversion WHERE source = '(none)'",
            "mart mart_crm_conversion, rows removed: SELECT COUNT(*) FROM marts.mart_crm_conversion WHERE source = '(none)'"
        );
        yield return new(
            "Another spelling",
            Replace("staging/stg_users.sql", "    country,\n", "    LOWER(country) AS country,\n"),
            "staging stg_users",
            "staging stg_users, column country: 40 rows",
            "core dim_users, column country: 40 rows"
        );
        yield return new(
            "Blank sources stay blank",
            Replace("staging/stg_crm_contacts.sql", "NULLIF(TRIM(source, ' '), '') AS source", "source"),
            "staging stg_crm_contacts",
            "staging stg_crm_contacts, column source: SELECT COUNT(*) FROM raw.crm_contacts WHERE source = ' '"
        );
        yield return new(
            "A moved bound of a class",
            Replace("marts/mart_product_performance.sql", "all_revenue * 80", "all_revenue * 40"),
            "mart mart_product_performance",
            "mart mart_product_performance, column abc_class: SELECT COUNT(*) FROM (SELECT total_revenue AS r, "
                + "SUM(total_revenue) OVER (ORDER BY revenue_rank) AS w, "
                + "SUM(total_revenue) OVER () AS t FROM marts.mart_product_performance) AS p WHERE (w - r) * 100 < t * 80 AND (w - r) * 100 >= t * 40"
        );
        yield return new(
            "Orders of users that were cancelled no longer counted",
            Replace("core/dim_users.sql", "COUNT(*) AS orders_placed", "COUNT(CASE WHEN status <> 'cancelled' THEN 1 END) AS orders_placed"),
            "core dim_users",
            "core dim_users, column orders_placed: SELECT COUNT(DISTINCT user_id) FROM raw.orders WHERE status = 'cancelled'"
        );
    }
}
