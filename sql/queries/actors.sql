FROM actor_summary;
