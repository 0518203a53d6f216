"""The community's pages: questions, answers and what people make of them. They work without JavaScript."""
