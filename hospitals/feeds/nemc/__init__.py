"""NEMC's open data (국립중앙의료원, ErmctInfoInqireService, data.go.kr 15000563): nine operations, one envelope."""
