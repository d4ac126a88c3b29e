-- All timestamps are without time zone and mean UTC.

CREATE TABLE users (
    id serial,
    email varchar(255) NOT NULL,
    first_name varchar(100),
    last_name varchar(100),
    country varchar(3),
    plan_type varchar(20) DEFAULT 'freemium',
    created_at timestamp DEFAULT now(),
    last_login timestamp,
    is_active boolean DEFAULT true
);

CREATE TABLE products (
    id serial,
    merchant_id int NOT NULL,
    name varchar(255) NOT NULL,
    description text,
    category varchar(100),
    price decimal(10,2) NOT NULL,
    stock_quantity int DEFAULT 0,
    created_at timestamp DEFAULT now(),
    updated_at timestamp DEFAULT now()
);

CREATE TABLE orders (
    id serial,
    user_id int NOT NULL,
    created_at timestamp DEFAULT now(),
    total_amount decimal(10,2) NOT NULL,
    status varchar(20) DEFAULT 'pending',
    country varchar(3),
    payment_method varchar(50)
);

CREATE TABLE order_items (
    id serial,
    order_id int NOT NULL,
    product_id int NOT NULL,
    quantity int NOT NULL,
    unit_price decimal(10,2) NOT NULL,
    line_total decimal(10,2) NOT NULL
);

CREATE TABLE events (
    id bigserial,
    user_id int,
    event_type varchar(50) NOT NULL,
    event_ts timestamp DEFAULT now(),
    metadata jsonb
);

CREATE TABLE crm_contacts (
    id serial,
    email varchar(255) NOT NULL,
    first_name varchar(100),
    last_name varchar(100),
    source varchar(100),
    campaign_id varchar(100),
    created_at timestamp DEFAULT now(),
    converted boolean DEFAULT false,
    converted_at timestamp
);

-- keys and indexes: built over filled tables, which is several times faster than row by row

ALTER TABLE users ADD PRIMARY KEY (id), ADD UNIQUE (email);
ALTER TABLE products ADD PRIMARY KEY (id);
ALTER TABLE orders ADD PRIMARY KEY (id), ADD FOREIGN KEY (user_id) REFERENCES users (id);
ALTER TABLE order_items ADD PRIMARY KEY (id), ADD FOREIGN KEY (order_id) REFERENCES orders (id), ADD FOREIGN KEY (product_id) REFERENCES products (id);
ALTER TABLE events ADD PRIMARY KEY (id), ADD FOREIGN KEY (user_id) REFERENCES users (id);
ALTER TABLE crm_contacts ADD PRIMARY KEY (id), ADD UNIQUE (email);

CREATE INDEX idx_users_email ON users (email);
CREATE INDEX idx_users_country ON users (country);
CREATE INDEX idx_users_plan_type ON users (plan_type);
CREATE INDEX idx_products_merchant_id ON products (merchant_id);
CREATE INDEX idx_products_category ON products (category);
CREATE INDEX idx_orders_user_id ON orders (user_id);
CREATE INDEX idx_orders_created_at ON orders (created_at);
CREATE INDEX idx_orders_status ON orders (status);
CREATE INDEX idx_order_items_order_id ON order_items (order_id);
CREATE INDEX idx_order_items_product_id ON order_items (product_id);
CREATE INDEX idx_events_user_id ON events (user_id);
CREATE INDEX idx_events_event_type ON events (event_type);
CREATE INDEX idx_events_event_ts ON events (event_ts);
CREATE INDEX idx_crm_contacts_email ON crm_contacts (email);
CREATE INDEX idx_crm_contacts_source ON crm_contacts (source);
