SELECT document_id, source, title, outlet, published_at FROM documents ORDER BY source, document_id;
