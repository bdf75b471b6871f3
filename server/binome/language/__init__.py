"""From turns to agreements, actions, agenda and questions, with their evidence."""
