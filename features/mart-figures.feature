@owner:analytics
Feature: The dashboards show what their models compute

  Each model of a dashboard runs again on the tables upstream, and its table has to be the same row by row: none was lost, changed or repeated
  since it was built. What the models compute is specified by the examples in models/.

  @critical @ci @nightly
  Scenario: The sales dashboard is as computed
    Then mart mart_sales_overview has exactly the rows that its model builds

  @critical @ci @nightly
  Scenario: The product dashboard is as computed
    Then mart mart_product_performance has exactly the rows that its model builds

  @critical @ci @nightly
  Scenario: The customer dashboard is as computed
    Then mart mart_customer_rfm has exactly the rows that its model builds
    And lifetime_value is never null in mart mart_customer_rfm
    And lifetime_value equals monetary in every row of mart mart_customer_rfm

  @critical @ci @nightly
  Scenario: The funnel is as computed
    Then mart mart_daily_events has exactly the rows that its model builds

  @critical @ci @nightly
  Scenario: Every campaign appears once, as computed
    Then no source and campaign_id together appear more than once in mart mart_crm_conversion
    And mart mart_crm_conversion has exactly the rows that its model builds
