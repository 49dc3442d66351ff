BEGIN TRANSACTION;
CREATE TABLE copydesk_bodies (
	body BIGINT NOT NULL, 
	page BIGINT NOT NULL, 
	published BIGINT, 
	run INTEGER NOT NULL, 
	PRIMARY KEY (body)
)
 WITHOUT ROWID

;
CREATE TABLE copydesk_runs (
	id INTEGER NOT NULL, 
	stream TEXT NOT NULL, 
	batch TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	title TEXT NOT NULL, 
	verdict TEXT NOT NULL, 
	articles INTEGER NOT NULL, 
	articles_failed INTEGER NOT NULL, 
	findings JSON NOT NULL, 
	codes JSON NOT NULL, 
	version TEXT NOT NULL, 
	reasons JSON NOT NULL, 
	causes JSON NOT NULL, 
	report TEXT, 
	PRIMARY KEY (id), 
	UNIQUE (stream, batch)
);
INSERT INTO "copydesk_runs" VALUES(1,'daily','day 1',86400,'articles.jsonl','pass',10,0,'{"error":0,"warning":2,"info":0}','["BA03","UI01"]','0.1','[]','[]',NULL);
CREATE TABLE copydesk_samples (
	stream TEXT NOT NULL, 
	source TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	samples JSON NOT NULL, 
	PRIMARY KEY (stream, source)
);
INSERT INTO "copydesk_samples" VALUES('daily','gazette.example',86400,'[["a","https://gazette.example/a",{"title":"Day 1"}]]');
CREATE TABLE copydesk_sources (
	run INTEGER NOT NULL, 
	source TEXT NOT NULL, 
	articles INTEGER NOT NULL, 
	failed INTEGER NOT NULL, 
	language TEXT, 
	words DOUBLE, 
	long_words DOUBLE, 
	age DOUBLE, 
	lag DOUBLE, 
	seen INTEGER, 
	filled JSON NOT NULL, 
	top JSON NOT NULL, 
	rules JSON NOT NULL, 
	PRIMARY KEY (run, source)
);
INSERT INTO "copydesk_sources" VALUES(1,'gazette.example',10,0,NULL,NULL,NULL,NULL,NULL,NULL,'{"authors":10,"title":10}','{}','{"UI01":[10,2,3]}');
CREATE TABLE copydesk_troubles (
	run INTEGER NOT NULL, 
	source TEXT NOT NULL, 
	code TEXT NOT NULL, 
	severity TEXT NOT NULL, 
	message TEXT NOT NULL, 
	"before" JSON NOT NULL, 
	"after" JSON NOT NULL, 
	PRIMARY KEY (run, source, code)
);
CREATE TABLE copydesk_version (
	version INTEGER NOT NULL
);
INSERT INTO "copydesk_version" VALUES(1);
CREATE INDEX copydesk_runs_at ON copydesk_runs (stream, at);
CREATE INDEX copydesk_sources_source ON copydesk_sources (source, run);
CREATE INDEX copydesk_bodies_run ON copydesk_bodies (run);
COMMIT;
